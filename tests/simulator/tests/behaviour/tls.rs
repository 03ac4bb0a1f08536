//! TLS with HTTP/2, for what a browser does only there.

use reqwest::{Client, Version};
use simulator::{Call, Fault, FaultRule, Options, Simulator};
use std::time::Duration;

async fn start() -> Simulator {
    Simulator::start(Options { tls: true, ..Options::default() }).await.unwrap()
}

#[tokio::test]
async fn http_2_and_http_1_are_both_offered() {
    let simulator = start().await;
    assert!(simulator.api_url().starts_with("https://127.0.0.1:"));
    let any = Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    let response = any.get(simulator.api_url()).send().await.unwrap();
    assert_eq!((response.version(), response.status().as_u16()), (Version::HTTP_2, 501));
    let old = Client::builder().danger_accept_invalid_certs(true).http1_only().build().unwrap();
    assert_eq!(old.get(simulator.api_url()).send().await.unwrap().version(), Version::HTTP_11);
}

#[tokio::test]
async fn faults_cut_an_http_2_connection_as_well() {
    for fault in [Fault::CutBeforeRead, Fault::CutAfterHeaders, Fault::LostReply] {
        let simulator = start().await;
        simulator.inject(FaultRule::once(Call::CurrentUser, fault.clone()));
        let client = Client::builder().danger_accept_invalid_certs(true).build().unwrap();
        let url = format!("{}/ng/api/user/currentUser", simulator.api_url());
        let error = client.get(&url).timeout(Duration::from_secs(10)).send().await.unwrap_err();
        assert!(!error.is_timeout(), "{fault:?}: cut, not left waiting");
        assert_eq!(simulator.requests()[0].status, None);
    }
}
