use proptest::prelude::*;
use vigie::digest::{Earlier, Highlighted, Source, StoryDetail, ToldStory, tell};
use vigie::model::{Article, Hash16, Language, Priority, StoryId};
use vigie::topic::{Field, Match, Span};

use super::{item, name, names, time};

/// Every place where `term` stands in `text`, as a span.
fn spans(field: Field, text: &str, term: &str) -> Vec<Span> {
    let chars: Vec<char> = text.chars().collect();
    let wanted: Vec<char> = term.chars().collect();
    chars
        .windows(wanted.len().max(1))
        .enumerate()
        .filter(|(_, window)| *window == wanted)
        .map(|(start, _)| Span {
            field,
            start,
            end: start + wanted.len(),
            text: term.into(),
            term: term.into(),
            concept: None,
            language: None,
            fallback: false,
            parts: Vec::new(),
        })
        .collect()
}

/// An article with the topics whose words are given, owed to a digest about all of them.
fn detail(title: &str, body: &str, topics: &[(&str, &[&str])]) -> StoryDetail {
    let matches = topics.iter().map(|(topic, terms)| Match {
        topic: name(topic),
        version: Hash16::of(b"v"),
        score: 10.0,
        priority: Priority::Normal,
        spans: [(Field::Title, title), (Field::Body, body)]
            .iter()
            .flat_map(|(field, text)| terms.iter().flat_map(|term| spans(*field, text, term)))
            .collect(),
    });
    let list: Vec<&str> = topics.iter().map(|(topic, _)| *topic).collect();
    StoryDetail {
        item: item(1, "digest:morning", 1, &list.join(" "), Priority::Normal, time("2026-06-11T10:00:00Z")),
        title: title.into(),
        url: Some("https://example.org/1".into()),
        site: "example.org".into(),
        language: Language::from_static("en"),
        published: None,
        body: body.into(),
        text_pending: false,
        matches: matches.collect(),
        elsewhere: Vec::new(),
        sources: Vec::new(),
        before: None,
        earlier: None,
    }
}

fn told(detail: &StoryDetail) -> ToldStory {
    tell(detail, &|name| name.as_str().to_uppercase())
}

/// The text with its marks in brackets.
fn marked(shown: &Highlighted) -> String {
    let mut text = shown.text.clone();
    for mark in shown.marks.iter().rev() {
        text.insert(mark.end, ']');
        text.insert(mark.start, '[');
    }
    text
}

#[track_caller]
fn check(body: &str, topics: &[(&str, &[&str])], expected: &str) {
    assert_eq!(marked(&told(&detail("A headline", body, topics)).excerpt), expected);
}

#[test]
fn the_excerpt_is_the_sentence_that_hit() {
    check(
        "It rained all day. The navy lost a drone at sea. Nobody was hurt.",
        &[("drones", &["drone"])],
        "The navy lost a [drone] at sea.",
    );
}

#[test]
fn hits_in_the_headline_are_marked() {
    let story = told(&detail("Navy loses a drone", "Text.", &[("drones", &["drone"])]));
    assert_eq!(marked(&story.title), "Navy loses a [drone]");
}

#[test]
fn one_sentence_for_each_topic_in_the_order_of_the_text() {
    let body = "A drone flew over the port. The weather was fine. The alliance met in Vilnius.\n\n\
                Budgets grew. Another drone came down, said a third drone pilot.";
    check(
        body,
        &[("nato", &["alliance"]), ("drones", &["drone"])],
        "The [alliance] met in Vilnius. … Another [drone] came down, said a third [drone] pilot.",
    );
}

#[test]
fn one_topic_gets_two_sentences_and_never_more_than_three_are_shown() {
    let body = "One drone. Two words here. Second drone. Third drone. A tank. A ship. A plane.";
    check(body, &[("drones", &["drone"])], "One [drone]. … Second [drone].");
    check(
        body,
        &[("a", &["One"]), ("b", &["tank"]), ("c", &["ship"]), ("d", &["plane"])],
        "[One] drone. … A [tank]. A [ship].",
    );
}

#[test]
fn sentences_that_adjoin_read_on() {
    check("A drone. A ship. Rain.", &[("a", &["drone"]), ("b", &["ship"])], "A [drone]. A [ship].");
    let across: &[(&str, &[&str])] = &[("a", &["drone"]), ("b", &["drone fell. It"])];
    check("A drone fell. It sank. Rain.", across, "A [drone fell.] [It] sank.");
    check("無人機。船。雨。", &[("a", &["無人機"]), ("b", &["船"])], "[無人機]。[船]。");
}

#[test]
fn a_sentence_ends_as_its_script_says() {
    check("天气很好。无人机坠入大海！没有人受伤。", &[("a", &["无人机"])], "[无人机]坠入大海！");
    check("هل وصلت؟ سقطت طائرة في البحر. لم يصب أحد.", &[("a", &["طائرة"])], "سقطت [طائرة] في البحر.");
    check("यह ठीक है। ड्रोन गिर गया। कोई घायल नहीं।", &[("a", &["ड्रोन"])], "[ड्रोन] गिर गया।");
    check("Wait… what? The drone fell.", &[("a", &["drone"])], "The [drone] fell.");
}

#[test]
fn initials_abbreviations_and_numbers_end_no_sentence() {
    check(
        "It rained. Gen. J. Harrow of the U.S. Army saw 3.5 drones on No. 4 pier. Then he left.",
        &[("a", &["drones"])],
        "Gen. J. Harrow of the U.S. Army saw 3.5 [drones] on No. 4 pier.",
    );
}

#[test]
fn a_sentence_never_crosses_a_paragraph() {
    check("Headline without stop\n\nThe drone fell\n\nMore", &[("a", &["drone"])], "The [drone] fell");
}

#[test]
fn overlapping_and_touching_hits_are_one_mark() {
    check(
        "Big air defence plan.",
        &[("a", &["air defence"]), ("b", &["defence plan"])],
        "Big [air defence plan].",
    );
}

#[test]
fn white_space_is_collapsed_and_controls_are_left_out() {
    let text = "The\t\u{a0} big \u{1b}[31mdro\u{202e}ne  fell\u{7}.";
    check(text, &[("a", &["fell"])], "The big [31mdrone [fell].");
}

#[test]
fn without_a_hit_in_the_body_the_excerpt_is_its_beginning() {
    let story = detail("A drone", "  First thing. Second thing.\n\nNext paragraph.", &[("a", &["drone"])]);
    assert_eq!(told(&story).excerpt.text, "First thing. Second thing.");
    let story = detail("A drone", "", &[("a", &["drone"])]);
    assert_eq!(told(&story).excerpt, Highlighted::default());
}

#[test]
fn a_first_paragraph_that_repeats_the_headline_is_not_quoted() {
    let title = "Air defence for the north | The Courier";
    let body = "Air defence for the north\n\nThe port asked for air defence on Monday.";
    let told = told(&detail(title, body, &[("air", &["Air defence", "air defence"])]));
    assert_eq!(marked(&told.excerpt), "The port asked for [air defence] on Monday.");
}

#[test]
fn a_first_paragraph_that_repeats_the_headline_is_not_told_again() {
    let body = "Navy loses a drone\n\nIt fell at sea. The drone was new.";
    let story = detail("Navy loses a drone", body, &[("a", &["drone"])]);
    assert_eq!(marked(&told(&story).excerpt), "The [drone] was new.");
    let story = detail("Navy loses a ship", "Navy loses a ship\n\nIt sank.", &[("a", &["ship"])]);
    assert_eq!(told(&story).excerpt.text, "It sank.");
}

#[test]
fn a_long_sentence_is_cut_between_words_around_its_hit() {
    let body = format!("{} the drone fell {}.", "before ".repeat(100), "after ".repeat(100));
    let excerpt = told(&detail("T", &body, &[("a", &["drone"])])).excerpt;
    assert!(excerpt.text.chars().count() <= 322, "{}", excerpt.text.chars().count());
    let shown = marked(&excerpt);
    assert!(shown.starts_with("…before before"), "{shown}");
    assert!(shown.contains("the [drone] fell after"), "{shown}");
    assert!(shown.ends_with("after…"), "{shown}");
}

#[test]
fn a_text_without_spaces_is_cut_between_graphemes() {
    let family = "👨\u{200d}👩\u{200d}👧";
    let body = format!("{}無人機{}", family.repeat(200), family.repeat(200));
    let excerpt = told(&detail("T", &body, &[("a", &["無人機"])])).excerpt;
    let rest = excerpt.text.replace(family, "").replace("無人機", "").replace('…', "");
    assert_eq!(rest, "", "no half of a family");
    assert_eq!(marked(&excerpt).matches("[無人機]").count(), 1);
}

#[test]
fn only_the_rules_topics_are_told() {
    let mut story = detail("T", "A drone. A ship.", &[("a", &["drone"]), ("b", &["ship"])]);
    story.item.topics = names("b");
    let story = told(&story);
    assert_eq!(marked(&story.excerpt), "A [ship].");
    assert_eq!(story.topics.len(), 1);
    assert_eq!(
        (story.topics[0].title.as_str(), story.topics[0].terms.as_slice()),
        ("B", &["ship".to_owned()][..])
    );
}

#[test]
fn a_topic_of_another_article_of_the_story_is_told_with_what_hit_there() {
    let mut story = detail("T", "A drone.", &[("a", &["drone"])]);
    story.item.topics = names("a z");
    let topics = told(&story).topics;
    assert_eq!(topics.iter().map(|topic| topic.name.as_str()).collect::<Vec<_>>(), ["a", "z"]);
    assert!(topics[1].terms.is_empty(), "nobody knows it any more");
    let mut other = detail("T", "A fire broke out.", &[("z", &["fire"]), ("a", &["out"])]);
    other.matches[0].priority = Priority::Urgent;
    story.elsewhere = other.matches;
    let topics = told(&story).topics;
    let said: Vec<_> =
        topics.iter().map(|t| (t.name.as_str(), t.priority, t.score, t.terms.join(" "))).collect();
    assert_eq!(
        said,
        [("z", Priority::Urgent, 10.0, "fire".to_owned()), ("a", Priority::Normal, 10.0, "drone".to_owned()),]
    );
    assert_eq!(marked(&told(&story).excerpt), "A [drone].");
}

#[test]
fn terms_are_told_once_whatever_their_case() {
    let story = told(&detail("Drone", "A drone, a DRONE.", &[("a", &["Drone", "drone", "DRONE"])]));
    assert_eq!(story.topics[0].terms, ["Drone"]);
}

#[test]
fn the_outlet_shown_comes_first_and_once() {
    let source = |site: &str| Source { site: site.into(), url: Some(format!("https://{site}/1")) };
    let mut story = detail("T", "A drone.", &[("a", &["drone"])]);
    story.sources = vec![source("first.example"), source("example.org"), source("third.example")];
    let sites: Vec<String> = told(&story).sources.into_iter().map(|source| source.site).collect();
    assert_eq!(sites, ["example.org", "first.example", "third.example"]);
}

#[test]
fn the_earlier_story_is_named_in_one_clean_line() {
    let mut detail = detail("Divers find a drone", "A drone lay below the quay.", &[("a", &["drone"])]);
    assert_eq!(told(&detail).earlier, None);
    let earlier = Earlier {
        id: StoryId::from(1),
        title: format!("A  blast\u{202e}\nin the {}", "harbour ".repeat(90)),
        url: Some("https://example.org/0".into()),
        site: "example.org".into(),
        language: Language::from_static("en"),
        at: time("2026-06-09T10:00:00Z"),
    };
    detail.earlier = Some(earlier.clone());
    let named = told(&detail).earlier.expect("it is named");
    assert!(
        named.title.starts_with("A blast in the harbour harbour") && named.title.ends_with('…'),
        "{}",
        named.title
    );
    assert!(named.title.chars().count() <= 302);
    assert_eq!(Earlier { title: earlier.title.clone(), ..named }, earlier);
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ a-zA-Z.!?\n]{0,400}",
        "(\u{1f468}\u{200d}\u{1f469}|e\u{301}|無|。|\u{202e}| |\\.|ب|A){0,600}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_spans_over_any_text_give_a_short_excerpt_with_marks_in_place(
        title in any_text(),
        body in any_text(),
        raw in proptest::collection::vec((any::<bool>(), 0_usize..700, 0_usize..60, 0_usize..4), 0..40),
    ) {
        let topics: &[(&str, &[&str])] = &[("a", &[]), ("b", &[]), ("c", &[]), ("d", &[])];
        let mut story = detail(&title, &body, topics);
        for (in_title, start, length, topic) in raw {
            let field = if in_title { Field::Title } else { Field::Body };
            story.matches[topic].spans.push(Span {
                field, start, end: start + length, text: "x".into(), term: "x".into(),
                concept: None, language: None, fallback: false, parts: Vec::new(),
            });
        }
        let story = told(&story);
        prop_assert!(story.title.text.chars().count() <= 302);
        prop_assert!(story.excerpt.text.chars().count() <= 3 * 322 + 6);
        for shown in [&story.title, &story.excerpt] {
            prop_assert!(!shown.text.chars().any(char::is_control));
            let mut last = 0;
            for mark in &shown.marks {
                prop_assert!(mark.start < mark.end && mark.start >= last);
                prop_assert!(shown.text.get(mark.clone()).is_some());
                last = mark.end;
            }
        }
    }
}

#[test]
fn of_a_near_its_sides_are_marked_and_named_and_not_the_words_between() {
    let body = "Der Auftrag war lang erwartet. Die neue Flugabwehr kostet viel. Ein Milliardenauftrag geht an zwei Werften.";
    let sides = ["Flugabwehr", "Milliardenauftrag"].map(|word| spans(Field::Body, body, word).remove(0));
    let [first, last] = &sides;
    let text: String = body.chars().skip(first.start).take(last.end - first.start).collect();
    let near = Span {
        end: last.end,
        text,
        parts: sides.iter().map(|side| (side.start, side.end)).collect(),
        ..first.clone()
    };
    let mut story = detail("Flugabwehr", body, &[("contracts", &[])]);
    story.matches[0].spans = vec![near];
    let story = told(&story);
    assert_eq!(
        marked(&story.excerpt),
        "Die neue [Flugabwehr] kostet viel. Ein [Milliardenauftrag] geht an zwei Werften."
    );
    assert_eq!(story.topics[0].terms, ["Flugabwehr … Milliardenauftrag"]);
}

#[test]
fn what_makes_a_story_urgent_comes_before_what_it_is_most_about() {
    let mut story = detail(
        "A blast in the harbour",
        "The blast closed the harbour.",
        &[("harbours", &["harbour"]), ("blasts", &["blast"])],
    );
    story.matches[1].priority = Priority::Urgent;
    story.matches[1].score = 1.0;
    let names: Vec<String> = told(&story).topics.iter().map(|topic| topic.name.to_string()).collect();
    assert_eq!(names, ["blasts", "harbours"]);
}

#[test]
fn a_sentence_with_a_rare_phrase_is_told_before_one_with_many_stray_words() {
    let body = "Les alliés ont un objectif, disent les alliés. Les alliés partent. \
                Il faut 5 % du PIB. Les alliés rentrent.";
    let words: &[&str] = &["alliés", "objectif", "5 % du PIB"];
    let article = Article { title: "A headline".to_owned(), body: body.to_owned(), ..Article::default() };
    let found = detail("A headline", body, &[("spending", words)]).matches.remove(0);
    let (_, passage) = vigie::digest::passage(&article, &found);
    assert_eq!(marked(&passage), "Il faut [5 % du PIB].");
}
