//! The loops at work together, under the machine's clock; waits are for events, never for spans.

use vigie::clock::Clock;

use super::ALERT;
use crate::support::app::{News, TestApp};
use crate::support::press::{Answer, Press};
use crate::support::receiver::{Receiver, Reply};

#[tokio::test]
async fn a_new_item_is_in_the_receivers_hands_and_a_restart_sends_nothing_again() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    let at = Clock::system().now();
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", at)]);
    let daemon = house.serve().await;
    assert_eq!(house.receiver.wait_for(1).await[0].titles(), ["Drone seen over the harbour"]);
    house.tell(
        "wire",
        &[News::new("one", "Drone seen over the harbour", at), News::new("two", "Second drone", at)],
    );
    assert_eq!(house.receiver.wait_for(2).await[1].titles(), ["Second drone"]);
    daemon.stop().await;

    let polls = house.press.requests_for("/wire.xml").len();
    let daemon = house.serve().await;
    house.tell("wire", &[News::new("three", "Third drone", at)]);
    let hooks = house.receiver.wait_for(3).await;
    daemon.stop().await;
    assert!(house.press.requests_for("/wire.xml").len() > polls);
    assert_eq!(hooks[2].titles(), ["Third drone"]);
    assert_eq!(house.receiver.hooks().len(), 3, "nothing came twice");
}

#[tokio::test]
async fn a_page_is_read_before_its_story_is_told() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    let at = Clock::system().now();
    let body = "The harbour was closed on Thursday morning for six hours, the authorities said.\n\n\
                A fisherman had seen a drone above the fuel depot and called the coast guard, who found its wreck.\n\n\
                Ships had to wait outside until the afternoon, when divers had searched the basin and the quays.";
    house.page("one", "Harbour closed", body);
    house.feed_with("wire", "full_text = \"always\"", &[News::new("one", "Harbour closed", at)]);
    let daemon = house.serve().await;
    let hooks = house.receiver.wait_for(1).await;
    daemon.stop().await;
    assert!(hooks[0].body["stories"][0]["excerpt"].as_str().unwrap_or_default().contains("fuel depot"));
}

#[tokio::test]
async fn a_sites_own_rule_says_what_its_text_is() {
    let mut house = TestApp::new().await;
    house.extra =
        format!("{ALERT}\n[sites.\"127.0.0.1\"]\ntext = \"article\"\ndrop = [\"p:nth-of-type(2)\"]\n");
    let body = "The harbour was closed on Thursday for six hours after a drone had been seen, the authorities said.\n\n\
                Read our drone buying guide, with a discount for readers who order before the end of the week.\n\n\
                Ships had to wait outside until the afternoon, when divers had searched the basin and the quays.";
    house.page("one", "Harbour closed", body);
    house.feed_with(
        "wire",
        "full_text = \"always\"",
        &[News::new("one", "Harbour closed", Clock::system().now())],
    );
    let daemon = house.serve().await;
    let hooks = house.receiver.wait_for(1).await;
    daemon.stop().await;
    let excerpt = hooks[0].body["stories"][0]["excerpt"].as_str().unwrap_or_default();
    assert!(excerpt.contains("six hours") && !excerpt.contains("buying guide"), "{excerpt}");
}

#[tokio::test]
async fn a_hung_channel_delays_no_other() {
    let mut house = TestApp::new().await;
    let hung = Receiver::start().await;
    hung.reply(Some(Reply::Silence));
    house.extra = format!(
        "{ALERT}[channels.hung.webhook]\nurl = \"{}\"\n[alerts.other]\ntopics = [\"*\"]\nchannels = [\"hung\"]\n\
         group_wait = \"0s\"\ngroup_interval = \"0s\"\n",
        hung.url
    );
    let at = Clock::system().now();
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", at)]);
    let daemon = house.serve().await;
    hung.wait_for(1).await;
    house.tell("wire", &[News::new("two", "Second drone", at)]);
    house.receiver.wait_for(2).await;
    // The channel holds one send; what follows for it waits.
    assert_eq!(hung.hooks().len(), 1);
    drop(daemon);
}

#[tokio::test]
async fn servers_that_dribble_delay_no_other_feed() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    let slow = Press::open("127.0.0.2", Clock::system()).await;
    for n in 0..40 {
        let path = format!("/slow{n}");
        slow.answer(&path, Answer::stalled("<?xml version=\"1.0\"?><rss>"));
        house.extra = format!("{}[feeds.slow{n}]\nurl = \"{}\"\n", house.extra, slow.url(&path));
    }
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    let daemon = house.serve().await;
    house.receiver.wait_for(1).await;
    // None of them has answered, and no more are asked at once than one host may be.
    assert!(slow.requests().len() <= 8, "{}", slow.requests().len());
    daemon.stop().await;
}

#[tokio::test]
async fn the_operator_hears_of_a_feed_gone_blind_and_of_its_return() {
    let (clock, hand) = Clock::manual(super::time("2026-06-11T08:00:00+02:00"));
    let mut house = TestApp::under(clock).await;
    house.extra = "[operator]\nchannels = [\"hook\"]\n".to_owned();
    house.feed("wire", &[]);
    house.press.answer("/wire.xml", Answer::status(500));
    for _ in 0..8 {
        house.once().await;
        hand.advance(std::time::Duration::from_hours(3));
    }
    let told = house.receiver.hooks();
    assert_eq!(told.len(), 1, "once, not at every poll");
    assert_eq!(told[0].kind(), "vigie.operator");
    assert!(told[0].body.to_string().contains("HTTP 500"), "{}", told[0].body);
    house.tell("wire", &[]);
    hand.advance(std::time::Duration::from_hours(24));
    house.once().await;
    assert_eq!(house.receiver.hooks().len(), 2, "and that it is over");
}
