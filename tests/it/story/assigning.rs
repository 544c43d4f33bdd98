//! Which articles are one story.

use std::collections::{BTreeMap, HashMap};

use vigie::model::{Article, ArticleId, Hash16, IdMint, StoryId, Timestamp};
use vigie::story::{Assignment, Candidate, Memory, Relation, Report, assign};

/// Stories by the contents of their articles.
type Known = HashMap<Hash16, StoryId>;

const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);

fn candidate(article: i64, content: &str) -> Candidate {
    Candidate {
        article_id: ArticleId::from(article),
        story_id: None,
        site: "example.org".into(),
        title: "Ships leave harbour".into(),
        content_hash: (!content.is_empty()).then(|| Hash16::of(content.as_bytes())),
        published_at: None,
        first_seen_at: NOW,
        telling: vigie::feed::Telling::All,
        text_pending: false,
        is_loose: false,
        topics: Vec::new(),
    }
}

fn assigned(candidates: &[Candidate], known: &Known) -> Vec<Assignment> {
    let mut memory = Memory::default();
    let assignments = assign(candidates, &BTreeMap::new(), known, &mut memory, &IdMint::new(1), NOW);
    let articles: Vec<_> = assignments.iter().map(|a| a.article_id).collect();
    assert_eq!(articles, candidates.iter().map(|c| c.article_id).collect::<Vec<_>>(), "one each, in order");
    assignments
}

#[test]
fn an_article_unlike_any_other_begins_a_story() {
    let all = assigned(&[candidate(1, "a"), candidate(2, "b")], &Known::new());
    assert!(all.iter().all(|a| a.begins && a.relation == Relation::First));
    assert_ne!(all[0].story_id, all[1].story_id);
}

#[test]
fn copies_within_one_batch_join_the_first_of_them() {
    let all = assigned(&[candidate(1, "a"), candidate(2, "b"), candidate(3, "a")], &Known::new());
    assert_eq!(all[2].story_id, all[0].story_id);
    assert_eq!((all[2].begins, all[2].relation), (false, Relation::Copy));
}

#[test]
fn a_copy_of_a_known_article_joins_its_story() {
    let story = StoryId::from(77);
    let known: Known = [(Hash16::of(b"a"), story)].into();
    let all = assigned(&[candidate(1, "a"), candidate(2, "a")], &known);
    assert!(all.iter().all(|a| a.story_id == story && !a.begins && a.relation == Relation::Copy));
}

#[test]
fn articles_too_short_to_compare_are_never_copies() {
    let all = assigned(&[candidate(1, ""), candidate(2, "")], &Known::new());
    assert_ne!(all[0].story_id, all[1].story_id);
}

#[test]
fn an_article_whose_topics_grew_keeps_its_story_and_later_copies_find_it() {
    let mut known = candidate(1, "a");
    known.story_id = Some(StoryId::from(9));
    let all = assigned(&[known, candidate(2, "a")], &Known::new());
    assert_eq!((all[0].story_id, all[0].begins), (StoryId::from(9), false));
    assert_eq!((all[1].story_id, all[1].relation), (StoryId::from(9), Relation::Copy));
}

/// An article with words and an address.
fn report(article: i64, title: &str, body: &str, url: &str) -> Report {
    let article_id = ArticleId::from(article);
    let words =
        Article { title: title.into(), body: body.into(), url: Some(url.into()), ..Article::default() };
    Report { article_id, article: words, address: Some(url.into()), first_seen_at: NOW }
}

/// Assigns candidates with these words, one batch, to what is remembered.
fn told(memory: &mut Memory, candidates: &[Candidate], reports: &[Report]) -> Vec<Assignment> {
    let reports = reports.iter().map(|report| (report.article_id, report.clone())).collect();
    assign(candidates, &reports, &Known::new(), memory, &IdMint::new(1), NOW)
}

const AGROUND: &str =
    "The ferry Aldora ran onto a sandbank off Belmar with 312 people on board, the coast guard said.";

#[test]
fn another_report_of_a_remembered_event_joins_its_story() {
    let mut memory = Memory::default();
    let first = report(1, "Ferry Aldora runs aground off Belmar", AGROUND, "https://a.example/1");
    memory.recall(&first, StoryId::from(77));
    let second = report(
        2,
        "312 taken off stranded Belmar ferry",
        "All on the Aldora are safe after it hit a sandbank off Belmar.",
        "https://b.example/2",
    );
    let all = told(&mut memory, &[candidate(2, "")], &[second]);
    assert_eq!(
        (all[0].story_id, all[0].begins, all[0].relation),
        (StoryId::from(77), false, Relation::SameEvent)
    );
}

#[test]
fn an_article_that_names_the_address_of_another_as_its_own_is_its_copy() {
    let mut memory = Memory::default();
    memory.recall(&report(1, "Olives ripen early", "", "https://a.example/olives"), StoryId::from(5));
    let copy = Report {
        address: Some("https://a.example/olives".into()),
        ..report(2, "Why pickers start in September", "", "https://b.example/olives")
    };
    let all = told(&mut memory, &[candidate(2, "")], &[copy]);
    assert_eq!((all[0].story_id, all[0].relation), (StoryId::from(5), Relation::Copy));
}

#[test]
fn an_article_whose_text_came_is_known_by_it_to_those_after() {
    let mut memory = Memory::default();
    memory.recall(&report(1, "Live", "", "https://a.example/1"), StoryId::from(9));
    let mut known = candidate(1, "");
    known.story_id = Some(StoryId::from(9));
    let text = report(1, "Live", AGROUND, "https://a.example/1");
    let late = report(2, "Ferry Aldora aground off Belmar with 312 on board", AGROUND, "https://b.example/2");
    let all = told(&mut memory, &[known, candidate(2, "")], &[text, late]);
    assert_eq!((all[0].story_id, all[1].story_id), (StoryId::from(9), StoryId::from(9)));
}

/// A candidate alone in a story that nobody was told of.
fn loose(article: i64, story: i64) -> Candidate {
    Candidate { story_id: Some(StoryId::from(story)), is_loose: true, ..candidate(article, "") }
}

/// The ferry in story 77, and article 2 in story 9, which was "Live" without a text.
fn before_the_text_came() -> (Memory, Report) {
    let mut memory = Memory::default();
    memory.recall(
        &report(1, "Ferry Aldora runs aground off Belmar", AGROUND, "https://a.example/1"),
        StoryId::from(77),
    );
    memory.recall(&report(2, "Live", "", "https://b.example/2"), StoryId::from(9));
    let text =
        "All 312 on board the Aldora are safe, the coast guard said, after it hit a sandbank off Belmar.";
    (memory, report(2, "Live", text, "https://b.example/2"))
}

#[test]
fn an_article_alone_in_its_story_joins_by_its_text_the_story_that_it_tells() {
    let (mut memory, text) = before_the_text_came();
    let again = report(3, "Evening news", "", "https://b.example/2");
    let all = told(&mut memory, &[loose(2, 9), candidate(3, "")], &[text, again]);
    let own = &all[0];
    assert_eq!(
        (own.story_id, own.leaves, own.relation),
        (StoryId::from(77), Some(StoryId::from(9)), Relation::SameEvent)
    );
    assert!(!own.begins);
    assert_eq!(
        (all[1].story_id, all[1].leaves),
        (StoryId::from(77), None),
        "its address leads where it went"
    );
}

#[test]
fn an_article_whose_text_tells_no_known_story_stays_alone() {
    let (mut memory, _) = before_the_text_came();
    let text =
        report(2, "Live", "The olive harvest begins in Tarifal three weeks early.", "https://b.example/2");
    let all = told(&mut memory, &[loose(2, 9)], &[text]);
    assert_eq!((all[0].story_id, all[0].begins, all[0].leaves), (StoryId::from(9), false, None));
    let reader =
        report(3, "Tarifal's olives", "The olive harvest of Tarifal begins early.", "https://c.example/3");
    assert_eq!(told(&mut memory, &[candidate(3, "")], &[reader])[0].story_id, StoryId::from(9));
}

#[test]
fn an_article_whose_story_another_joins_in_the_same_batch_stays() {
    let (mut memory, text) = before_the_text_came();
    let joining = report(3, "Live", "", "https://b.example/2");
    let all = told(&mut memory, &[candidate(3, ""), loose(2, 9)], &[joining, text]);
    assert_eq!((all[0].story_id, all[1].story_id, all[1].leaves), (StoryId::from(9), StoryId::from(9), None));
}

#[test]
fn a_copy_of_a_text_that_moves_goes_with_it() {
    let (mut memory, text) = before_the_text_came();
    let known: Known = [(Hash16::of(b"a"), StoryId::from(9))].into();
    let candidates = [Candidate { content_hash: Some(Hash16::of(b"a")), ..loose(2, 9) }, candidate(3, "a")];
    let reports = [(ArticleId::from(2), text)].into();
    let all = assign(&candidates, &reports, &known, &mut memory, &IdMint::new(1), NOW);
    assert_eq!((all[0].story_id, all[1].story_id), (StoryId::from(77), StoryId::from(77)));
    assert_eq!(all[1].relation, Relation::Copy);
}

#[test]
fn an_article_whose_text_is_anothers_word_for_word_joins_its_story() {
    let (mut memory, text) = before_the_text_came();
    let known: Known = [(Hash16::of(b"a"), StoryId::from(5))].into();
    let candidate = Candidate { content_hash: Some(Hash16::of(b"a")), ..loose(2, 9) };
    let all =
        assign(&[candidate], &[(ArticleId::from(2), text)].into(), &known, &mut memory, &IdMint::new(1), NOW);
    assert_eq!(
        (all[0].story_id, all[0].relation, all[0].leaves),
        (StoryId::from(5), Relation::Copy, Some(StoryId::from(9)))
    );
}

#[test]
fn a_memory_forgets_articles_with_what_it_knew_of_them() {
    let mut memory = Memory::default();
    let early = IdMint::new(1).next::<ArticleId>(NOW);
    memory.recall(
        &Report { article_id: early, ..report(1, "Live", AGROUND, "https://a.example/1") },
        StoryId::from(9),
    );
    assert!(memory.knows(early));
    memory.forget_before(NOW + std::time::Duration::from_secs(1));
    assert!(!memory.knows(early));
    let again = told(&mut memory, &[candidate(2, "")], &[report(2, "Live", AGROUND, "https://a.example/1")]);
    assert!(again[0].begins);
}

#[test]
fn a_story_lives_from_its_beginning_also_when_that_is_remembered_no_more() {
    let mut memory = Memory::default();
    let later = |hours: u64| NOW + std::time::Duration::from_hours(hours);
    let repeated = Report {
        first_seen_at: later(40),
        ..report(2, "Ferry Aldora runs aground off Belmar", AGROUND, "https://b.example/2")
    };
    memory.recall(&repeated, StoryId::from(77));
    memory.began(StoryId::from(77), None, NOW);
    let copy = Report {
        first_seen_at: later(80),
        ..report(3, "Ferry Aldora runs aground off Belmar", AGROUND, "https://c.example/3")
    };
    let all = told(&mut memory, &[candidate(3, "")], &[copy]);
    assert_eq!((all[0].begins, all[0].earlier), (true, Some(StoryId::from(77))));
}

#[test]
fn a_text_that_a_desk_prints_again_days_later_is_no_copy_by_its_content_either() {
    let mut memory = Memory::default();
    let alert = "Air raid alert over Belmar";
    memory.recall(&of_the_desk(1, alert, AGROUND), StoryId::from(5));
    let known: Known = [(Hash16::of(b"a"), StoryId::from(5))].into();
    let next =
        Report { first_seen_at: NOW + std::time::Duration::from_hours(24), ..of_the_desk(2, alert, AGROUND) };
    let mut assigned = |report: Report| {
        let reports = [(report.article_id, report.clone())].into();
        let candidates = [candidate(report.article_id.get(), "a")];
        assign(&candidates, &reports, &known, &mut memory, &IdMint::new(1), NOW).remove(0)
    };
    let own = assigned(next.clone());
    assert_eq!((own.begins, own.earlier), (true, Some(StoryId::from(5))));
}

/// An article of one desk.
fn of_the_desk(article: i64, title: &str, body: &str) -> Report {
    let mut report = report(article, title, body, &format!("https://desk.example/{article}"));
    report.article.site = Some("desk.example".to_owned());
    report
}

/// Whether the second is given the first one's story.
fn are_joined(first: &Report, second: &Report) -> bool {
    let mut memory = Memory::default();
    memory.recall(first, StoryId::from(5));
    let all = told(&mut memory, &[candidate(2, "")], std::slice::from_ref(second));
    all[0].story_id == StoryId::from(5)
}

#[test]
fn a_follow_up_days_later_begins_a_story_that_names_the_earlier_one() {
    let mut memory = Memory::default();
    let first = report(1, "Ferry Aldora runs aground off Belmar", AGROUND, "https://a.example/1");
    memory.recall(&first, StoryId::from(7));
    let body = "The captain of the ferry Aldora, which ran onto a sandbank off Belmar with 312 people on board, was charged on Friday.";
    let mut later =
        report(2, "Captain charged after ferry Aldora ran aground off Belmar", body, "https://b.example/2");
    later.first_seen_at = NOW + std::time::Duration::from_hours(60);
    let all = told(&mut memory, &[candidate(2, "")], std::slice::from_ref(&later));
    assert_eq!((all[0].begins, all[0].earlier), (true, Some(StoryId::from(7))));
    // Found the other way round, nothing goes on from what came after it.
    let mut found_late = Memory::default();
    found_late.recall(&later, StoryId::from(8));
    let all = told(&mut found_late, &[candidate(1, "")], &[first]);
    assert_eq!((all[0].begins, all[0].earlier), (true, None));
    let other = report(
        3,
        "Bakers vote on Sunday work",
        "Bakers will vote on work on Sundays.",
        "https://a.example/3",
    );
    assert_eq!(told(&mut memory, &[candidate(3, "")], &[other])[0].earlier, None);
}

#[test]
fn items_of_a_desks_series_are_stories_of_their_own() {
    let by = ", as told by our own reporter.";
    for (one, other) in [
        ("Radar report number 17", "Radar report number 18"),
        ("Drone seen over the harbour", "Second drone"),
        ("Drone seen over the harbour", "Drone seen over the lighthouse"),
        ("CVE-2031-1234: buffer overflow in Foolib", "CVE-2031-1301: buffer overflow in Barserver"),
    ] {
        let (first, second) =
            (of_the_desk(1, one, &format!("{one}{by}")), of_the_desk(2, other, &format!("{other}{by}")));
        assert!(!are_joined(&first, &second), "{one} | {other}");
    }
}

#[test]
fn a_desk_that_writes_its_headline_anew_tells_the_same_event() {
    let later = "Ferry Aldora stranded off Belmar with 312 on board";
    assert!(are_joined(
        &of_the_desk(1, "Ferry Aldora runs onto sandbank off Belmar", AGROUND),
        &of_the_desk(2, later, AGROUND)
    ));
}

#[test]
fn another_name_in_a_headline_of_one_pattern_is_another_event_at_any_desk() {
    let headline = |place: &str| format!("Air raid alert in {place} region");
    let (first, second) = (headline("Kharkiv"), headline("Sumy"));
    assert!(!are_joined(
        &report(1, &first, "", "https://a.example/1"),
        &report(2, &second, "", "https://b.example/2")
    ));
    assert!(are_joined(
        &report(1, &first, "", "https://a.example/1"),
        &report(2, &first, "", "https://b.example/2")
    ));
}

#[test]
fn long_texts_on_one_subject_are_no_event_together() {
    let first =
        report(1, "Parliament in Ostrava votes for bigger defence budget", OSTRAVA, "https://a.example/1");
    let second = report(
        2,
        "Defence spending to rise under plan put to Lisbon lawmakers",
        LISBON,
        "https://b.example/2",
    );
    assert!(!are_joined(&first, &second));
}

const OSTRAVA: &str = "Deputies approved a defence budget of 61 billion crowns on Tuesday after a debate that lasted until midnight.\n\n\
    The money is meant for artillery, radars and a second brigade, and brings military spending to the share of national income that \
    the alliance has asked of its members since the last summit. The opposition called the plan expensive and badly explained.\n\n\
    The minister of defence said that no other part of the state would be cut this year. Soldiers' pay rises by a tenth in January, \
    and the army hopes to find two thousand recruits with it. A committee will look at every contract above a billion crowns.";

const LISBON: &str = "Lawmakers took up a naval programme on Tuesday that would lift defence spending for six years in a row.\n\n\
    The government wants three frigates, patrol drones and a satellite, and points to the ships that cross the Atlantic cables. \
    Unions and two parties of the left asked where the money is to come from; the minister of finance spoke of growth.\n\n\
    A vote is planned for the end of the month. The navy has lost a fifth of its sailors in ten years, and its piers need repair. \
    The shipyards of Setubal hope for work until 2040, and have begun to train welders.";
