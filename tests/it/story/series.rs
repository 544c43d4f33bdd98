//! What looks like a copy and is the next item of a desk, and what tells them apart.

use std::time::Duration;

use url::Url;
use vigie::model::{Article, Timestamp};
use vigie::story::{Address, Placement, Relation, Seen};

use super::desk::Desk;

const DAWN: Timestamp = Timestamp::from_millis(1_780_000_000_000);

impl Desk {
    /// An article of a site under an address of its own, so many minutes after dawn.
    fn post(&mut self, site: &str, title: &str, body: &str, minutes: u64) -> Placement {
        let url = format!("https://{site}/{}", self.window.len()).parse().expect("an address");
        self.post_at(site, title, body, minutes, Address::Own(&url))
    }

    fn post_at(
        &mut self,
        site: &str,
        title: &str,
        body: &str,
        minutes: u64,
        address: Address<'_>,
    ) -> Placement {
        let article = Article { title: title.into(), body: body.into(), ..Article::default() };
        let when = (DAWN + Duration::from_mins(minutes), true);
        let seen = Seen::new(self.reader.read(&article), when, Some(site), Some(address));
        self.place(seen)
    }
}

const HOUR: u64 = 60;

const ALERT: &str = "Air raid alert declared over Velm and its harbour";

const ALERT_TEXT: &str = "The air force declared an alert over Velm and its harbour. People are asked to go to the cellars and to stay \
    there until the all clear is given. Three drones were seen above the northern pier by the keeper of the lighthouse.";

#[test]
fn a_recurring_headline_is_a_story_every_day_that_goes_on_from_the_day_before() {
    for body in ["", ALERT_TEXT] {
        let mut desk = Desk::default();
        let mut before = None;
        for day in 0..6 {
            let own = desk.post("desk.example", ALERT, body, day * 27 * HOUR);
            assert_eq!((own.relation, own.earlier), (Relation::First, before), "day {day} {body}");
            // Whoever repeats it repeats the one of the day.
            let other = desk.post("paper.example", ALERT, body, day * 27 * HOUR + 20);
            assert_eq!((other.story, other.relation), (own.story, Relation::Copy), "day {day} {body}");
            let again = desk.post("desk.example", ALERT, body, day * 27 * HOUR + 40);
            assert_eq!(again.story, own.story, "the same again within the hour: day {day} {body}");
            before = Some(own.story);
        }
    }
}

const DISPATCH: &str = "The mail boat Corva lost its rudder off the cape of Hask on Monday night with nineteen people on board, the harbour \
    master said. A pilot cutter from Oster took it in tow after four hours in a heavy swell. The captain, Edda Lorring, told the wireless \
    that a log as long as the boat itself had come up under the stern. Two sailors bruised their shoulders when they climbed down to look. \
    The post for the outer islands will go by air until the boat leaves the dock, where carpenters found a plank split from end to end. \
    Islanders have asked for a second boat since the winter of the great ice, when no letter came for nine weeks. The ministry answered \
    that it would count the letters first. A teacher on the farthest island keeps school by wireless when the boat stays away, and has asked \
    her pupils to draw what they would load first. Most of them drew oranges, two drew a piano. The insurers sent a diver, who has to wait \
    for clear water under the keel, and the owner of the log, a sawmill upriver, says that nineteen others are still on their way to the \
    sea. Fishermen hang lamps from their nets at night so that they are seen. Last autumn the same boat ran out of coal within sight of the pier and was rowed home by fishermen.";

#[test]
fn a_copy_joins_a_story_only_while_it_lives() {
    let mut desk = Desk::default();
    let first = desk.post("wire.example", "Mail boat adrift off Hask", DISPATCH, 0);
    assert_eq!(desk.post("one.example", "Mail boat loses rudder", DISPATCH, 40 * HOUR).story, first.story);
    let late = desk.post("two.example", "Mail boat in tow", DISPATCH, 80 * HOUR);
    assert_ne!(late.story, first.story, "80 hours after its first");
    // A long text that its desk publishes again is no new one.
    let again = desk.post("two.example", "Mail boat in tow", DISPATCH, 90 * HOUR);
    assert_eq!(again.story, late.story);
}

#[test]
fn texts_with_nothing_in_common_under_a_columns_headline_stay_apart() {
    let title = "Morning letter: what the town talks about today";
    let told = [
        "A drone crashed into the roof of the parliament in Ardal; nobody was hurt, guards said.",
        "Swarms of drones were sold at the arms fair of Corvo to a buyer who wore no badge.",
        "Bakers in Oster will strike on Saturday because the night trains no longer stop.",
    ];
    let mut desk = Desk::default();
    let stories: Vec<_> =
        told.iter().map(|body| desk.post("letter.example", title, body, 0).relation).collect();
    assert_eq!(stories, [Relation::First; 3]);
    // Another house's excerpt under the same headline is the same.
    let mut desk = Desk::default();
    let title = "Lighthouse of Cape Orlo sold for one crown to a beekeeper";
    let first = desk.post("one.example", title, "The town had tried for nine years.", 0);
    let other = desk.post("two.example", title, "Bees fly low there, the buyer says.", 9);
    assert_eq!((other.story, other.relation), (first.story, Relation::Copy));
    // So is one that its own desk corrected in a word.
    let again = desk.post("one.example", title, "The town has tried for nine years.", 30);
    assert_eq!(again.story, first.story);
}

#[test]
fn one_word_in_two_headlines_makes_no_copies_of_excerpts_above_a_printed_paragraph() {
    let offer = "This text is for readers who keep our paper alive. Whoever orders it for a quarter of a year can read all pages on the \
        telephone and at the kitchen table, gets the weekend supplement with its crossword, and hears from the chief editor on Fridays. \
        The order ends whenever you write us a card. If you have a key already, open the page with it here.";
    let note = "This item comes from the news pool of the coast, whose papers may print it as it stands under a common agreement. A machine \
        drew it up from the log of the guard and a person read it before it went out to the houses of the pool. Whoever finds a \
        mistake in it may write to the office of the pool in Hask, which answers letters within nine days.";
    let pairs = [
        (
            ["Minister quarrels over the pension age", "Minister visits flooded hamlets in the south"],
            [
                "Two of the cabinet fell out over the pension age.",
                "The head of the interior waded to the hamlets on Monday.",
            ],
            offer,
            ["paper.example"; 2],
        ),
        (
            ["Burglary at a bakery in Ardal", "Burglary at a school in Corvo"],
            [
                "Thieves took the till of a bakery in Ardal on Sunday.",
                "Somebody broke into the school of Corvo for six lamps.",
            ],
            note,
            ["one.example", "two.example"],
        ),
    ];
    for (titles, leads, below, sites) in pairs {
        let mut desk = Desk::default();
        let [first, second] =
            [0, 1].map(|at| desk.post(sites[at], titles[at], &format!("{} {below}", leads[at]), at as u64));
        assert_ne!(first.story, second.story, "{}", titles[1]);
        // Under a headline that tells what the text tells it is a copy.
        let again = desk.post("third.example", titles[0], &format!("{} {below}", leads[0]), 5);
        assert_eq!((again.story, again.relation), (first.story, Relation::Copy), "{}", titles[0]);
    }
}

#[test]
fn an_address_that_others_may_have_joins_only_what_has_words_in_common() {
    let ticker: Url = "https://ticker.example/now".parse().expect("an address");
    let told = [
        (
            "Quadcopter drone grounded at Velm",
            "Wind kept a quadcopter drone of a surveyor on the ground at Velm.",
        ),
        (
            "Two hurt as drone hits tram in Corvo",
            "A drone with a parcel flew into a tram in Corvo; two people were hurt.",
        ),
    ];
    let mut desk = Desk::default();
    let [first, second] =
        told.map(|(title, body)| desk.post_at("ticker.example", title, body, 0, Address::Given(&ticker)));
    assert_ne!(first.story, second.story);
    let longer = "Two hurt as drone with parcel hits tram in Corvo";
    let again = desk.post_at("ticker.example", longer, told[1].1, 3, Address::Given(&ticker));
    assert_eq!((again.story, again.relation), (second.story, Relation::Copy));
    // What leads to one article alone makes a copy whatever the words.
    let mut desk = Desk::default();
    let [first, second] =
        told.map(|(title, body)| desk.post_at("ticker.example", title, body, 0, Address::Own(&ticker)));
    assert_eq!((second.story, second.relation), (first.story, Relation::Copy));
}
