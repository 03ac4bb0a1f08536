//! What the simulator does, seen from outside: over HTTP, as the app sees it.

#[cfg(test)]
mod abort;
#[cfg(test)]
mod chains;
#[cfg(test)]
mod client;
#[cfg(test)]
mod cross_origin;
#[cfg(test)]
mod details;
#[cfg(test)]
mod every_fault;
#[cfg(test)]
mod executions;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod inputs;
#[cfg(test)]
mod page;
#[cfg(test)]
mod program;
#[cfg(test)]
mod record;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod reruns;
#[cfg(test)]
mod retry_stages;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod twins;
