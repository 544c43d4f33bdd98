//! What stands out beside the hits of a topic.

use std::fmt::Write as _;

use vigie::model::{Article, ArticleId, Language};
use vigie::topic::{Suggestions, Survey, TopicIndex, TopicQuery};

use super::{article, concept, topic};

/// What a survey of these articles (language, title, body) suggests for a topic.
fn suggested(
    query: &str,
    concepts: &vigie::topic::Concepts,
    news: &[(&str, String, String)],
) -> Vec<Suggestions> {
    let index = TopicIndex::compile(&[topic("t", query)], concepts).unwrap();
    let articles: Vec<Article> =
        news.iter().map(|(language, title, body)| article(language, title, body)).collect();
    let mut survey = Survey::default();
    let mut others = Vec::new();
    for (i, article) in articles.iter().enumerate() {
        let matched = index.matches(article);
        match matched.matches.first() {
            Some(found) => {
                let id = ArticleId::from(i64::try_from(i).unwrap());
                survey.add_hit(id, article, matched.language, &found.spans);
            }
            None => others.push((article, matched.language)),
        }
    }
    survey.close();
    for (article, language) in others {
        survey.add_other(article, language);
    }
    survey.suggestions(&TopicQuery::from(query), concepts, 10)
}

fn lines(suggestions: &[Suggestions], language: &str) -> Vec<String> {
    let language: Language = language.parse().unwrap();
    let of = suggestions.iter().find(|of| of.language == language).expect("hits in this language");
    of.terms.iter().map(|term| term.line.clone()).collect()
}

/// Thirty articles about missiles, each beside three about nothing of the kind.
fn press() -> Vec<(&'static str, String, String)> {
    let mut news = Vec::new();
    for day in 0..30 {
        news.push((
            "en",
            format!("The army of region {day} asks for missiles"),
            format!(
                "The ministry said that the interceptors of the Iron Dome and a HIMARS would arrive in the spring, and that \
                 the interceptor was tested by soldiers on day {day} near the harbour."
            ),
        ));
        for (what, where_) in [("bakery", "market"), ("choir", "church"), ("trawler", "harbour")] {
            news.push((
                "en",
                format!("The {what} of region {day}"),
                format!(
                    "The {what} said that people would meet at the {where_} in the spring, and that the dome of the \
                     town hall was repaired by the ministry on day {day}."
                ),
            ));
        }
    }
    news
}

#[test]
fn words_and_phrases_beside_the_hits_come_first_and_what_is_known_is_left_out() {
    let found = suggested("missile*", &vigie::topic::Concepts::new(), &press());
    let lines = lines(&found, "en");
    for expected in ["interceptor", "\"iron dome\"", "=HIMARS", "soldiers"] {
        assert!(lines.iter().any(|line| line == expected), "{expected} is missing: {lines:?}");
    }
    // The query's own word, function words, what is as common elsewhere, another inflection, a word of a phrase.
    for left_out in ["missiles", "the", "would", "spring", "ministry", "interceptors", "iron", "dome"] {
        assert!(!lines.iter().any(|line| line == left_out), "{left_out} is there: {lines:?}");
    }
    let of = &found[0];
    assert_eq!((of.hits, of.others), (30, 90));
    let dome = of.terms.iter().find(|term| term.line == "\"iron dome\"").unwrap();
    assert_eq!((dome.hits, dome.others), (30, 0));
    // 2 · (30 ln (30 / 7.5) + 90 ln (90 / 67.5)), the other cells being empty.
    let exact = 2.0 * (30.0 * 4_f64.ln() + 90.0 * (90.0_f64 / 67.5).ln());
    assert!((dome.likelihood - exact).abs() < 1e-9, "{} {exact}", dome.likelihood);
}

#[test]
fn each_language_is_compared_with_itself() {
    let concepts = [("missiles".parse().unwrap(), concept(&[("all", "=HIMARS"), ("en", "missile")]))].into();
    let mut news = press();
    for day in 0..12 {
        news.push((
            "fr",
            "Le gouvernement et les HIMARS".to_owned(),
            format!("Le ministre a dit que les lance-roquettes sont dans la région depuis le {day} mars, selon le journal."),
        ));
        news.push((
            "fr",
            "Le gouvernement et les boulangers".to_owned(),
            format!("Le ministre a dit que les boulangers sont dans la région depuis le {day} mars, selon le journal."),
        ));
        news.push((
            "ja",
            "HIMARSの配備を発表".to_owned(),
            "ロケット砲の配備について防衛省が発表した。".to_owned(),
        ));
        news.push(("ja", "市場の再開を発表".to_owned(), "市場の再開について市長が発表した。".to_owned()));
    }
    let found = suggested("concept:missiles", &concepts, &news);
    let french = lines(&found, "fr");
    assert!(french.contains(&"\"lance-roquettes\"".to_owned()), "{french:?}");
    assert!(
        !french.iter().any(|line| line.contains("gouvernement") || line.contains("ministre")),
        "{french:?}"
    );
    let japanese = lines(&found, "ja");
    for expected in ["\"ロケット\"", "\"防衛\""] {
        assert!(japanese.iter().any(|line| line == expected), "{expected} is missing: {japanese:?}");
    }
}

#[test]
fn a_large_vocabulary_is_forgotten_before_it_fills_the_memory() {
    let index = TopicIndex::compile(&[topic("t", "missile")], &vigie::topic::Concepts::new()).unwrap();
    let mut survey = Survey::default();
    let (mut word, mut language) = (0_u64, Language::UNDETERMINED);
    for i in 0..170 {
        let mut body = String::from("The missile and the launcher. ");
        for _ in 0..1000 {
            word += 1;
            let _ = write!(body, "w{:x} ", word.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
        let article = article("en", "A missile", &body);
        let matched = index.matches(&article);
        language = matched.language;
        survey.add_hit(ArticleId::from(i), &article, language, &matched.matches[0].spans);
    }
    survey.close();
    let baker = article("en", "The baker", "Bread for the town.");
    (0..300).for_each(|_| survey.add_other(&baker, language));
    let found = survey.suggestions(&TopicQuery::from("missile"), &vigie::topic::Concepts::new(), 5);
    let lines = lines(&found, language.as_str());
    assert!(lines.iter().any(|line| line.contains("launcher")), "{lines:?}");
    assert!(lines.iter().all(|line| !line.contains(char::is_numeric)), "{lines:?}");
}

#[test]
fn nothing_to_compare_suggests_nothing() {
    let none = suggested("zeppelin", &vigie::topic::Concepts::new(), &press());
    assert_eq!(none, []);
    let all = suggested("missile", &vigie::topic::Concepts::new(), &press()[..1]);
    assert_eq!(lines(&all, "en"), Vec::<String>::new());
}
