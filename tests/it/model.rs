//! The nouns: enums that are words in the store, in JSON and in logs.

use vigie::article::ChangeKind;
use vigie::daemon::LoopName;
use vigie::digest::{AlarmKind, Reason};
use vigie::feed::SubscriptionState;
use vigie::model::{DeliveryState, FeedState, PauseKind, Priority, TextState};

macro_rules! each_is_its_word_and_no_other {
    ($($name:ident)+) => {$(
        for word in $name::ALL {
            assert_eq!(word.as_str().parse(), Ok(word));
            let json = format!("\"{word}\"");
            assert_eq!(serde_json::to_string(&word).expect("JSON"), json);
            assert_eq!(serde_json::from_str::<$name>(&json).expect("a word"), word);
        }
        let unknown = "of a newer version".parse::<$name>().expect_err("refused");
        assert!(unknown.starts_with("`of a newer version` is no "), "{unknown}");
        assert!(serde_json::from_str::<$name>("\"of a newer version\"").is_err());
    )+};
}

#[test]
fn every_word_is_read_as_it_is_written_and_an_unknown_one_refused() {
    each_is_its_word_and_no_other!(AlarmKind ChangeKind DeliveryState FeedState LoopName PauseKind Priority
        Reason SubscriptionState TextState);
}
