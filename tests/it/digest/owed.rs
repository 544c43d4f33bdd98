use std::collections::HashMap;

use vigie::digest::{Item, OwedItem, Reason, Rules, StoryState, owed};
use vigie::feed::Telling;
use vigie::model::{ArticleId, IdMint, Priority, StoryId, Timestamp};
use vigie::story::{Assignment, Candidate, Relation, TopicHit};

use super::{alert, digest, name, nights, time};

/// A rule set with an alert on `nato` and `drones`, one on everything urgent, and a digest of everything.
fn rules() -> Rules {
    let mut urgent = alert("urgent", "*");
    urgent.min_priority = Priority::Urgent;
    Rules {
        alerts: vec![alert("breaking", "nato drones"), urgent],
        digests: vec![digest("morning", "*", "30 7 * * *")],
    }
}

/// `nato`, `nato!` (urgent), `nato?` (low) or `~nato` (by a rematch).
fn hits(topics: &str) -> Vec<TopicHit> {
    let hit = |word: &str| {
        let priority = match word.chars().last() {
            Some('!') => Priority::Urgent,
            Some('?') => Priority::Low,
            _ => Priority::Normal,
        };
        TopicHit {
            topic: name(word.trim_start_matches('~').trim_end_matches(['!', '?'])),
            score: 10.0,
            priority,
            quiet: word.starts_with('~'),
        }
    };
    topics.split_whitespace().map(hit).collect()
}

fn candidate(article: i64, topics: &str) -> Candidate {
    Candidate {
        article_id: ArticleId::from(article),
        story_id: None,
        site: "example.org".into(),
        title: "Ships leave harbour".into(),
        content_hash: None,
        published_at: None,
        first_seen_at: now(),
        telling: Telling::All,
        text_pending: false,
        is_loose: false,
        topics: hits(topics),
    }
}

fn now() -> Timestamp {
    time("2026-06-11T10:00:00Z")
}

fn assignment(article: i64, story: i64) -> Assignment {
    Assignment {
        article_id: ArticleId::from(article),
        story_id: StoryId::from(story),
        begins: false,
        relation: Relation::First,
        earlier: None,
        leaves: None,
    }
}

/// What stories were before.
type States = HashMap<StoryId, StoryState>;

fn told(rule: &str) -> OwedItem {
    OwedItem { rule: rule.parse().expect("a rule"), reason: Reason::New, is_told: true }
}

/// A story 1 with these topics, owed before for these rules.
fn story(topics: &str, owed_to: &[&str]) -> States {
    let state = StoryState {
        topics: hits(topics).into_iter().map(|hit| (hit.topic, hit.priority)).collect(),
        items: owed_to.iter().map(|rule| told(rule)).collect(),
        muted_until: None,
    };
    [(StoryId::from(1), state)].into()
}

fn shown(items: &[Item]) -> Vec<String> {
    let line = |item: &Item| {
        let topics: Vec<_> = item.topics.iter().map(ToString::to_string).collect();
        format!("{} {} [{}] {}", item.rule, item.reason.as_str(), topics.join(" "), item.priority)
    };
    items.iter().map(line).collect()
}

/// What the rules are owed when articles of story 1 with these topics arrive, one after the other.
#[track_caller]
fn check(before: &States, articles: &[Candidate], expected: &[&str]) {
    let assignments: Vec<_> = articles.iter().map(|c| assignment(c.article_id.get(), 1)).collect();
    let items = owed(&assignments, articles, before, &rules(), &IdMint::new(0), now());
    assert_eq!(shown(&items), expected);
}

#[test]
fn a_new_story_is_owed_to_every_rule_about_one_of_its_topics() {
    check(
        &States::new(),
        &[candidate(1, "nato budget")],
        &["alert:breaking new [nato] normal", "digest:morning new [budget nato] normal"],
    );
}

#[test]
fn low_goes_to_digests_only() {
    check(&States::new(), &[candidate(1, "nato?")], &["digest:morning new [nato] low"]);
}

#[test]
fn a_rule_counts_only_topics_of_its_least_priority() {
    check(
        &States::new(),
        &[candidate(1, "nato budget!")],
        &[
            "alert:breaking new [nato] normal",
            "alert:urgent new [budget] urgent",
            "digest:morning new [budget nato] urgent",
        ],
    );
}

#[test]
fn nothing_is_owed_for_what_a_rematch_found() {
    check(&States::new(), &[candidate(1, "~nato ~budget!")], &[]);
    check(&States::new(), &[candidate(1, "~nato budget")], &["digest:morning new [budget] normal"]);
    // The story knows the topic from then on; another article about it is news as ever.
    check(
        &States::new(),
        &[candidate(1, "~nato"), candidate(2, "nato")],
        &["alert:breaking new [nato] normal", "digest:morning new [nato] normal"],
    );
}

#[test]
fn a_copy_of_a_told_story_is_owed_to_nobody() {
    check(&story("nato", &["alert:breaking", "digest:morning"]), &[candidate(2, "nato")], &[]);
}

#[test]
fn a_copy_in_the_same_batch_is_owed_to_nobody() {
    check(
        &States::new(),
        &[candidate(1, "nato"), candidate(2, "nato"), candidate(3, "nato")],
        &["alert:breaking new [nato] normal", "digest:morning new [nato] normal"],
    );
}

#[test]
fn a_told_story_returns_when_its_topics_grew_with_all_of_them() {
    check(
        &story("nato", &["alert:breaking", "digest:morning"]),
        &[candidate(2, "drones")],
        &["alert:breaking grew [drones nato] normal", "digest:morning grew [drones nato] normal"],
    );
}

#[test]
fn a_topic_outside_the_selection_does_not_bring_a_story_back() {
    check(
        &story("nato", &["alert:breaking", "digest:morning"]),
        &[candidate(2, "budget")],
        &["digest:morning grew [budget nato] normal"],
    );
}

#[test]
fn a_story_that_became_urgent_alerts_again_but_enters_no_second_digest() {
    check(
        &story("nato", &["alert:breaking", "digest:morning"]),
        &[candidate(2, "nato!")],
        &["alert:breaking urgent [nato] urgent", "alert:urgent new [nato] urgent"],
    );
}

#[test]
fn a_story_that_was_always_urgent_does_not_return() {
    let told = ["alert:breaking", "alert:urgent", "digest:morning"];
    check(&story("nato!", &told), &[candidate(2, "nato!")], &[]);
}

#[test]
fn a_rule_that_was_never_owed_a_story_gets_it_with_the_next_article() {
    check(
        &story("nato", &["alert:breaking"]),
        &[candidate(2, "nato")],
        &["digest:morning new [nato] normal"],
    );
}

#[test]
fn the_backlog_is_told_to_nobody_and_undated_entries_to_digests() {
    let telling = |telling| Candidate { telling, ..candidate(1, "nato!") };
    check(&States::new(), &[telling(Telling::Nothing)], &[]);
    check(&States::new(), &[telling(Telling::DigestsOnly)], &["digest:morning new [nato] urgent"]);
}

#[test]
fn a_muted_story_is_silent_until_the_mute_ends() {
    let mut muted = story("nato", &[]);
    let state = muted.get_mut(&StoryId::from(1)).expect("the story");
    state.muted_until = Some(now() + std::time::Duration::from_secs(1));
    check(&muted, &[candidate(2, "drones")], &[]);
    let state = muted.get_mut(&StoryId::from(1)).expect("the story");
    state.muted_until = Some(now());
    check(
        &muted,
        &[candidate(2, "drones")],
        &["alert:breaking new [drones nato] normal", "digest:morning new [drones nato] normal"],
    );
}

/// When an alert's item on `topics`, matched at `matched`, is ready.
#[track_caller]
fn check_ready(topics: &str, matched: &str, expected: &str) {
    let mut rule = alert("breaking", "*");
    rule.quiet = vec![nights()];
    let rules = Rules { alerts: vec![rule], digests: vec![digest("morning", "*", "30 7 * * *")] };
    let items = owed(
        &[assignment(1, 1)],
        &[candidate(1, topics)],
        &States::new(),
        &rules,
        &IdMint::new(0),
        time(matched),
    );
    assert_eq!(items[0].ready_at.to_string(), expected, "alert");
    assert_eq!(items[1].ready_at, time(matched), "digest");
    assert!(items.iter().all(|item| item.created_at == time(matched)));
}

#[test]
fn an_alert_is_ready_after_group_wait_or_at_the_end_of_the_quiet_window() {
    check_ready("nato", "2026-06-11T10:00:00Z", "2026-06-11T10:00:10Z");
    check_ready("nato", "2026-06-11T22:00:00Z", "2026-06-12T04:30:00Z");
    // The wait of this one ends within the window.
    check_ready("nato", "2026-06-11T19:59:55Z", "2026-06-12T04:30:00Z");
    // Held over the night on which the clocks go forward.
    check_ready("nato", "2026-03-28T22:00:00Z", "2026-03-29T04:30:00Z");
}

#[test]
fn an_urgent_alert_is_ready_at_once_at_any_hour() {
    check_ready("nato!", "2026-06-11T10:00:00Z", "2026-06-11T10:00:00Z");
    check_ready("nato!", "2026-06-11T23:00:00Z", "2026-06-11T23:00:00Z");
}

#[test]
fn an_article_that_stays_where_it_was_is_owed_for_what_is_new_to_its_story_alone() {
    let stays = |topics| Candidate { story_id: Some(StoryId::from(1)), ..candidate(1, topics) };
    let both = ["alert:breaking", "digest:morning"];
    let as_news = ["alert:breaking new [nato] normal", "digest:morning new [nato] normal"];
    check(&story("nato", &[]), &[candidate(1, "nato")], &as_news);
    check(&story("nato", &[]), &[stays("nato")], &[]);
    check(&story("nato", &both), &[stays("nato budget")], &["digest:morning grew [budget nato] normal"]);
    let urgent = ["alert:breaking urgent [nato] urgent", "alert:urgent new [nato] urgent"];
    check(&story("nato", &both), &[stays("nato!")], &urgent);
    let moved = Candidate { story_id: Some(StoryId::from(9)), ..candidate(1, "nato") };
    check(&story("nato", &[]), &[moved], &as_news);
}

#[test]
fn an_alert_with_threads_answers_once_that_another_article_joined_what_it_told() {
    let mut rules = rules();
    rules.alerts[0].threads = rules.alerts[0].channels.clone();
    let answers = |before: &States, articles: &[Candidate]| {
        let assignments: Vec<_> = articles.iter().map(|c| assignment(c.article_id.get(), 1)).collect();
        owed(&assignments, articles, before, &rules, &IdMint::new(0), now())
    };
    let everybody = ["alert:breaking", "alert:urgent", "digest:morning"];
    let told = story("nato!", &everybody);
    let items = answers(&told, &[candidate(2, "nato!"), candidate(3, "nato!")]);
    assert_eq!(shown(&items), ["alert:breaking sources [nato] normal"]);
    assert_eq!(items[0].ready_at, now() + rules.alerts[0].group_interval, "it waits for further ones");
    let stays = Candidate { story_id: Some(StoryId::from(1)), ..candidate(2, "nato!") };
    assert_eq!(answers(&told, &[stays]), [], "an article of the story brings no outlet");
    let others = answers(&told, &[candidate(2, "budget")]);
    assert_eq!(
        shown(&others),
        ["digest:morning grew [budget nato] urgent"],
        "nor is one about other topics told"
    );
    let waits = story("nato", &["digest:morning"]);
    let items = answers(&waits, &[candidate(2, "nato"), candidate(3, "nato")]);
    assert_eq!(
        shown(&items),
        ["alert:breaking new [nato] normal"],
        "what is still to be told counts them itself"
    );
}
