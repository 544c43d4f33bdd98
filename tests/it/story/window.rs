//! Copies and events among the articles of the last days.

use std::time::Duration;

use proptest::prelude::*;
use vigie::model::{Article, StoryId};
use vigie::story::{Fingerprinter, Placement, Relation, Seen, Window, key_of};

use super::across::RESCUE;
use super::desk::{Desk, NOON};

/// A dispatch of some length, its sentences told apart by what happens in them.
const DISPATCH: &str = "The ferry Aldora ran onto a sandbank off the port of Belmar on Tuesday morning with 312 \
people on board, the coast guard said. Divers found a crack of four metres in the hull below the engine room. The \
captain, Jonas Ferrand, told reporters that a buoy which marks the channel had drifted in the night. Helicopters lifted \
eleven passengers with broken bones to the hospital of Belmar, and fishing boats took the others ashore before noon. The \
shipping line has cancelled every crossing until Friday. Engineers pumped diesel from two tanks to keep it from the oyster \
beds north of the harbour, which supply half of the region. The transport ministry sent an investigator, who will listen \
to the recordings of the bridge. Last winter the same ship lost a rudder in a storm and drifted for three hours.";

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn a_shortened_a_lengthened_and_an_edited_dispatch_are_copies() {
    let all = words(DISPATCH);
    let most = all[..all.len() * 6 / 10].join(" ");
    let longer = format!(
        "{DISPATCH} {}",
        words("Bakers of the old town offer plum cake on market days.").repeat(4).join(" ")
    );
    let edited: Vec<&str> =
        all.iter().enumerate().map(|(at, word)| if at % 17 == 8 { "reportedly" } else { word }).collect();
    for body in [most, longer, edited.join(" ")] {
        let mut desk = Desk::default();
        let first = desk.tell("wire.example", "Ferry runs aground off Belmar", DISPATCH, 0);
        let second = desk.tell("paper.example", "What we know so far", &body, 5);
        assert_eq!((second.story, second.relation), (first.story, Relation::Copy), "{body}");
    }
}

#[test]
fn copies_are_found_in_a_script_without_spaces() {
    let body = "周二上午一艘渡轮在贝尔马港外搁浅船上共有三百一十二人海岸警卫队表示潜水员在机舱下方的船体上发现了一条四米长的裂缝\
        船长对记者说夜间一个航标漂走了直升机把十一名骨折的乘客送往医院其余的人在中午之前由渔船接上岸";
    let part: String = body.chars().take(70).collect();
    let mut desk = Desk::default();
    let first = desk.tell("a.example", "渡轮在港外搁浅", body, 0);
    let second = desk.tell("b.example", "最新消息", &part, 1);
    assert_eq!((second.story, second.relation), (first.story, Relation::Copy));
}

#[test]
fn the_same_headline_over_little_text_is_a_copy_and_a_short_one_is_not() {
    let mut desk = Desk::default();
    let first = desk.tell("a.example", "Lighthouse of Cape Orlo sold for one crown", "", 0);
    let again = desk.tell("b.example", "LIGHTHOUSE of Cape Orlo sold for one crown!", "", 2);
    assert_eq!((again.story, again.relation), (first.story, Relation::Copy));
    let brief = desk.tell("a.example", "In brief", "", 3);
    assert_ne!(desk.tell("b.example", "In brief", "", 3).story, brief.story);
}

#[test]
fn a_canonical_address_makes_a_copy_whatever_the_words() {
    let mut desk = Desk::default();
    let mut one = desk.seen("a.example", "Harvest of olives begins early", "", NOON);
    let mut other = desk.seen("b.example", "Why pickers start in September", "", NOON);
    (one.address, other.address) = (Some(key_of(b"address")), Some(key_of(b"address")));
    let first = desk.place(one);
    assert_eq!(desk.place(other), Placement { story: first.story, relation: Relation::Copy, earlier: None });
}

#[test]
fn what_one_site_prints_under_every_article_makes_no_copies() {
    let footer = "Our newsroom keeps to a code of honour which every reader can have on paper at the desk in Mill Street. \
        Letters are read by two editors and answered within a week. Photographs stay the property of those who took them. \
        Whoever finds a mistake is thanked by name on the second page and given a year of the Sunday edition for nothing.";
    let news = [
        ("Mayor opens the rebuilt mill", "A brass band played when Petra Holm cut the ribbon."),
        ("Heron nests on the town hall", "Clerks have to use the back door until the young have left."),
        ("Chess club wins at last", "Eleven defeats came before the evening against Varnholt."),
        ("New ferry smells of paint", "Passengers sneezed from pier to pier, a steward counted."),
        ("Snow closes the upper pass", "Ploughs reached the inn at dusk with bread and a doctor."),
    ];
    let mut desk = Desk::default();
    let mut last = None;
    for (title, lead) in news {
        last = Some(desk.tell("mill.example", title, &format!("{lead} {footer}"), 0));
    }
    assert_ne!(last.map(|placement| placement.relation), Some(Relation::Copy), "the footer was learned");
}

#[test]
fn briefs_of_a_house_are_no_copies_before_their_common_footer_is_known() {
    let footer = "Subscribers of any of the nine papers of the house can read all of them on the train, at home and abroad. The \
        printing works in Orlo are open to schools on the first Monday of a month, when the large press stands still.";
    let mut desk = Desk::default();
    let harbour = format!(
        "Pilots in Belmar want a second tug before winter, because the last storm pushed two freighters against the mole while the only \
         one was in dock. {footer}"
    );
    let choir = format!(
        "Forty children from Varnholt will sing in the cathedral on Sunday, led by a teacher who has taught three of their grandmothers \
         to read notes as well. {footer}"
    );
    let first = desk.tell("one.house.example", "Pilots ask for another tug", &harbour, 0);
    let second = desk.tell("two.house.example", "Children sing in cathedral", &choir, 1);
    assert_ne!(second.story, first.story);
    // Under a headline of its own, a text is a copy still.
    let again = desk.tell("three.house.example", "Winter storms worry Belmar", &harbour, 2);
    assert_eq!((again.story, again.relation), (first.story, Relation::Copy));
}

#[test]
fn notices_of_a_shop_that_name_two_are_two_stories() {
    let notice = |name: &str, song: &str| {
        format!(
            "Artist: {name}. Release: 21 May. Language: Latvian. HOW TO BUY IT: the album is sold in the shop of the \
             Amber Quay, which sends it to any country and any town within nine days; every copy that is sold there counts in \
             the national chart of records. On 17 May {name} showed a part of the clip for the song {song}, and on \
             14 May {name} showed the cover of it."
        )
    };
    let mut desk = Desk::default();
    let (one, other) = (notice("Velvetine", "Mirador"), notice("Ostrander", "Halcyon"));
    let first =
        desk.tell("shop.example", "[Release] Velvetine and the first part of an album: Mirador", &one, 0);
    let second =
        desk.tell("shop.example", "[Release] Ostrander showed the clip of the song Halcyon", &other, 1);
    assert_ne!(second.story, first.story);
    // The first is printed again.
    let again = desk.tell("shop.example", "[Release] Now with a cover: Mirador by Velvetine", &one, 2);
    assert_eq!(again.story, first.story);
}

#[test]
fn two_reports_of_one_event_are_one_story() {
    let mut desk = Desk::default();
    let first = desk.tell(
        "a.example",
        "Magnitude 6.4 earthquake kills 17 in Varnholt",
        "An earthquake shook the mountain town of Varnholt before dawn; rescuers are searching the rubble of a school.",
        0,
    );
    let second = desk.tell(
        "b.example",
        "Rescuers dig through rubble after deadly Varnholt quake",
        "At least 17 people died when a tremor of magnitude 6.4 brought down houses and a school in Varnholt.",
        2,
    );
    assert_eq!((second.story, second.relation), (first.story, Relation::SameEvent));
}

#[test]
fn an_article_is_found_by_its_names_among_many_later_ones() {
    let mut desk = Desk::default();
    let [(title, body), (zh_title, zh_body), ..] = RESCUE;
    let first = desk.tell("a.example", title, body, 0);
    for n in 0..300 {
        // Later articles that have the one word of the lexicon which both have.
        let body =
            format!("Pawns and pies: the club opens a second hall in Zlh{n}o for those who play at night.");
        desk.tell("c.example", &format!("Chess evening in Qrx{n}u"), &body, 1);
    }
    let second = desk.tell("b.example", zh_title, zh_body, 2);
    assert_eq!(second.story, first.story);
}

#[test]
fn another_quake_elsewhere_a_later_stage_and_other_news_begin_stories() {
    let mut desk = Desk::default();
    let first = desk.tell(
        "a.example",
        "Earthquake in Varnholt kills 17",
        "A school collapsed when a quake of magnitude 6.4 shook Varnholt before dawn.",
        0,
    );
    let others = [
        (
            "Earthquake felt in Belmar",
            "Nobody was hurt when a tremor of magnitude 4.1 rattled windows on the coast.",
            20,
        ),
        (
            "Varnholt school to be rebuilt in wood",
            "A year of planning begins, said the mayor of the town.",
            60,
        ),
        (
            "Central bank keeps rates where they are",
            "Prices rose by 2.1 percent, the slowest pace since spring.",
            1,
        ),
    ];
    for (title, body, hours) in others {
        assert_ne!(desk.tell("b.example", title, body, hours).story, first.story, "{title}");
    }
}

#[test]
fn one_name_alone_makes_no_story_of_unlike_briefs() {
    let briefs = [
        (
            "Norrland buys Skyrail",
            "The council of Norrland ordered 12 trains of Skyrail for the line to the mines. They come in spring.",
        ),
        (
            "Skyrail cab catches fire in Perast",
            "A battery burned in a cab of Skyrail at Perast; the driver jumped out unhurt, firemen said.",
        ),
        (
            "Chess on board the Skyrail",
            "Grandmasters will play in the dining car of the Skyrail between Orlo and Kessin on Saturday.",
        ),
        (
            "Skyrail to pay less tax",
            "The ministry halves what Skyrail pays for its tunnels, because freight went back to lorries.",
        ),
        (
            "Gulls nest on Skyrail bridge",
            "Wardens count forty pairs of gulls under the Skyrail bridge of Quimper and ask painters to wait.",
        ),
    ];
    let mut desk = Desk::default();
    for (at, (title, body)) in briefs.iter().enumerate() {
        let placement = desk.tell(&format!("paper{at}.example"), title, body, 0);
        assert_eq!(placement.relation, Relation::First, "{title}");
    }
}

#[test]
fn a_story_ends_and_its_window_is_forgotten() {
    let mut desk = Desk::default();
    let first = desk.tell("a.example", "Ferry runs aground off Belmar", DISPATCH, 0);
    assert_eq!(desk.tell("b.example", "Ferry aground", DISPATCH, 71).story, first.story, "within 72 hours");
    assert_ne!(
        desk.tell("c.example", "Ferry runs aground", DISPATCH, 24 * 8).story,
        first.story,
        "a week later"
    );
    desk.window.forget_before(NOON + Duration::from_hours(24 * 9));
    assert!(desk.window.is_empty());
    assert_eq!(desk.tell("d.example", "Ferry runs aground", DISPATCH, 24 * 8).relation, Relation::First);
}

#[test]
fn a_window_filled_again_from_what_was_kept_decides_the_same() {
    let subjects = ["bridge", "harbour", "orchard", "theatre", "glacier", "railway"];
    let told = |n: usize| {
        let subject = subjects[n % subjects.len()];
        let body = words(DISPATCH)[n % 20..].join(" ").replace("ferry", subject);
        (format!("News of the {subject} number {}", n % 9), body)
    };
    let mut whole = Desk::default();
    let mut kept: Vec<(Seen, StoryId)> = Vec::new();
    for n in 0..30 {
        let (title, body) = told(n);
        let seen = whole.seen("a.example", &title, &body, NOON);
        kept.push((seen.clone(), whole.place(seen).story));
    }
    let mut again = Window::default();
    for (seen, story) in kept {
        again.keep(seen, story);
    }
    for n in 30..60 {
        let (title, body) = told(n * 7);
        let seen = whole.seen("b.example", &title, &body, NOON);
        let fresh = StoryId::from(whole.stories + 1);
        assert_eq!(again.place(seen.clone(), || fresh), whole.place(seen));
    }
}

#[test]
fn a_body_of_fifty_megabytes_and_an_empty_article_are_read_in_bounded_work() {
    let mut desk = Desk::default();
    let huge = DISPATCH.repeat((50 << 20) / DISPATCH.len());
    let seen = desk.seen("a.example", "", &huge, NOON);
    assert!(seen.fingerprint.shingles.len() <= 2_048 && seen.fingerprint.terms.len() <= 72);
    let first = desk.place(seen);
    assert_ne!(desk.tell("a.example", "", "", 0).story, first.story);
    assert_eq!(desk.tell("a.example", "", "", 0).relation, Relation::First, "nothing is like nothing");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gets_a_story_and_its_own_repetition_joins_it(title in ".{0,60}", body in ".{0,400}") {
        let mut desk = Desk::default();
        let first = desk.tell("a.example", &title, &body, 0);
        prop_assert_eq!(first.relation, Relation::First);
        let again = desk.seen("b.example", &title, &body, NOON);
        let long = again.fingerprint.shingles.len() >= 4;
        let placed = desk.place(again);
        let copied = placed.story == first.story && placed.relation == Relation::Copy;
        prop_assert!(!long || copied);
    }

    #[test]
    fn fingerprints_are_sorted_and_finite(title in ".{0,60}", body in ".{0,400}") {
        let article = Article { title, body, ..Article::default() };
        let print = Fingerprinter::default().read(&article);
        prop_assert!(print.shingles.is_sorted());
        prop_assert!(print.terms.is_sorted_by_key(|term| term.key));
        prop_assert!(print.terms.iter().all(|term| term.weight.is_finite() && term.cross_weight.is_finite()));
    }
}
