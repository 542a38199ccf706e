//! The bound on calls in flight: it is kept, it is reached, and whoever finds no place has sent nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use odoo_sdk::{Call, ErrorKind};
use serde_json::json;
use tokio::sync::Barrier;

use crate::server::{Answer, Server, json_answer, options, options_with, result};

fn read() -> Call {
    Call::search_count("res.partner", json!([]))
}

#[tokio::test]
async fn a_hundred_calls_go_sixteen_at_a_time() {
    const BOUND: usize = 16;
    let (barrier, here, most) = (Arc::new(Barrier::new(BOUND)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen_at_once = most.clone();
    let server = Server::odoo("18.0", move |_| {
        most.fetch_max(here.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let (barrier, here) = (barrier.clone(), here.clone());
        // Each answers when sixteen are here: fewer at once would wait for ever.
        let wait = async move {
            barrier.wait().await;
            here.fetch_sub(1, Ordering::SeqCst);
        };
        Answer::After(Box::pin(wait), Box::new(json_answer(&result(json!(1)))))
    })
    .await;
    let client = server.web_client(options()).await.unwrap();
    let answers = join_all((0..6 * BOUND).map(|_| client.send(read()))).await;
    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|count| *count == 1)), "{answers:?}");
    assert_eq!(seen_at_once.load(Ordering::SeqCst), BOUND);
}

#[tokio::test]
async fn without_a_place_in_time_nothing_is_sent() {
    let server = Server::odoo("18.0", |_| Answer::Hang).await;
    let one_at_a_time = options_with(|options| (options.in_flight, options.total_timeout) = (1, Duration::from_secs(20)));
    let client = server.web_client(one_at_a_time).await.unwrap();
    let mut first = Box::pin(client.send(read()));
    tokio::select! {
        biased;
        answer = &mut first => panic!("{answer:?}"),
        () = async { while server.calls() == 0 { tokio::task::yield_now().await } } => (),
    }
    tokio::time::pause();
    let error = client.send(Call::unlink("res.partner", [1])).await.unwrap_err();
    let expected = format!("1 calls were in flight to {} for 20 s, and no place came free", server.authority());
    assert_eq!((error.kind(), error.message()), (ErrorKind::Connection, expected.as_str()));
    assert!(error.did_not_run() && error.retryable());
    assert_eq!(server.calls(), 1);
}

#[tokio::test]
async fn a_bound_of_0_is_none() {
    const CALLS: usize = 40;
    let barrier = Arc::new(Barrier::new(CALLS));
    let server = Server::odoo("18.0", move |_| {
        let barrier = barrier.clone();
        Answer::After(Box::pin(async move { _ = barrier.wait().await }), Box::new(json_answer(&result(json!(1)))))
    })
    .await;
    let client = server.web_client(options_with(|options| options.in_flight = 0)).await.unwrap();
    assert!(join_all((0..CALLS).map(|_| client.send(read()))).await.iter().all(Result::is_ok));
}
