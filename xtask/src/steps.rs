//! Says what is being done, on the error stream: what a command gives stays alone on its output.

use std::{fmt::Display, time::Duration};

/// A number of steps, announced one by one.
pub struct Steps {
    total: usize,
    begun: usize,
}

impl Steps {
    /// So many are to come.
    pub fn of(total: usize) -> Self {
        Self { total, begun: 0 }
    }

    /// The next one begins.
    pub fn begin(&mut self, what: impl Display) {
        self.begun += 1;
        eprintln!("[{}/{}] {what}", self.begun, self.total);
    }
}

/// A length of time, for people.
pub fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_and_plain() {
        assert_eq!(in_words(Duration::from_millis(340)), "0.3 s");
        assert_eq!(in_words(Duration::from_millis(59_940)), "59.9 s");
        assert_eq!(in_words(Duration::from_secs(229)), "3 min 49 s");
    }
}
