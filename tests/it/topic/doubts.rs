//! What is doubtful in a query, and where it stands.

use vigie::model::Language;
use vigie::topic::{Query, packs};

/// The doubts of a query of a language (or none): the text each is about, and a part of its message.
#[track_caller]
fn check(language: &str, text: &str, expected: &[(&str, &str)]) {
    let language: Option<Language> = (!language.is_empty()).then(|| language.parse().unwrap());
    let doubts = Query::parse(text).unwrap().doubts(text, language);
    let found: Vec<(&str, &str)> =
        doubts.iter().map(|doubt| (&text[doubt.span.clone()], doubt.message.as_str())).collect();
    assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
    for ((at, message), (wanted_at, part)) in found.iter().zip(expected) {
        assert!(at == wanted_at && message.contains(part), "{text}: {found:?}");
    }
}

#[test]
fn a_short_prefix_alone_matches_many_words() {
    check("", "war*", &[("war*", "3 letters of its own")]);
    check("", "site:x.example (\"mis*\" OR drone)", &[("\"mis*\"", "3 letters")]);
    check("de", "*weh", &[("*weh", "3 letters")]);
    check("de", "*wehr", &[]);
    check("", "war* AND drone", &[]);
    check("", "war* -game lang:en", &[("war*", "3 letters")]);
    check("", "url:(/sport OR /war) AND war*", &[("war*", "3 letters")]);
    check("", "(lang:en OR NOT drone) AND war*", &[("war*", "3 letters")]);
    check("", "(drone OR missile) AND war*", &[]);
    check("", "#war* OR #premier*", &[]);
    check("", "war* NEAR/5 drone", &[]);
    check("", "war* NOT NEAR/5 game", &[("war*", "3 letters")]);
    check("", "\"war* crime\"", &[]);
    check("", "missil*", &[]);
    // In other scripts three letters are much of a word.
    check("ko", "미사*", &[]);
    check("ar", "صاروخ*", &[]);
}

#[test]
fn a_prefix_of_a_common_word_finds_nearly_anything() {
    check("fr", "premier*", &[("premier*", "the common word `premier` (fr)")]);
    check("", "politic*", &[("politic*", "`political`")]);
    check("de", "regierung*", &[("regierung*", "`regierung`")]);
    // Not in this language, and not beside another word.
    check("de", "premier*", &[]);
    check("fr", "premier* NEAR/3 missile", &[]);
}

#[test]
fn what_contradicts_itself_never_matches() {
    check(
        "",
        "drone AND (Kyiv OR Odesa) AND NOT Drone",
        &[("drone AND (Kyiv OR Odesa) AND NOT Drone", "asked for and refused")],
    );
    check("", "(a1 OR b1) AND -(b1 OR a1 OR c1)", &[("a1 OR b1) AND -(b1 OR a1 OR c1", "never match")]);
    check("", "missile OR (drone -drone)", &[("drone -drone", "never match")]);
    check("", "drone words>200 words<150", &[("drone", "more than 200 words and fewer than 150")]);
    check("", "drone lang:fr lang:de", &[("drone", "`lang:de` excludes")]);
    check("", "drone site:a.example site:b.example", &[("drone", "excludes")]);
    check("", "drone site:news.a.example site:a.example words>20 words<90", &[]);
    check("", "drone AND NOT 'drone'", &[]);
    // Between forms of a word, fields and sites.
    check(
        "",
        "title:drone NOT drone",
        &[("drone NOT drone", "never match: `title:drone` is asked for, and `drone`")],
    );
    check("", "drone NOT title:drone", &[]);
    check("", "lead:title:drone NOT title:drone", &[("drone NOT title:drone", "never match")]);
    check("", "\"drone toy\" NOT drone", &[("\"drone toy\" NOT drone", "never match")]);
    check("", "\"drone toy shop\" -\"toy shop\"", &[("\"drone toy shop\" -\"toy shop\"", "never match")]);
    check("", "\"drone toy\" -\"drone shop\"", &[]);
    check("", "=Missile NOT missile", &[("=Missile NOT missile", "never match")]);
    check("", "'défense' NOT defense", &[("'défense' NOT defense", "never match")]);
    check("", "missile NOT =Missile", &[]);
    check("", "#drone NOT drone", &[("#drone NOT drone", "never match")]);
    check("", "(drone OR uav) NEAR/5 port -(port)", &[("drone OR uav) NEAR/5 port -(port", "never match")]);
    check("", "drone NOT NEAR/5 port NOT port", &[]);
    check("", "drone site:a.example -site:example", &[("drone", "never match")]);
    check("", "drone NOT drone*", &[("drone NOT drone*", "hardly matches")]);
    check("", "'drones' NOT drone*", &[("'drones' NOT drone*", "never match")]);
    check("", "drone NOT *drones", &[]);
    check("", "drone lang:en lang:(fr OR de)", &[("drone", "`lang:fr OR lang:de` excludes")]);
    check("", "drone lang:(en OR fr) lang:(fr OR de)", &[]);
    check("", "words<0", &[("words<0", "no text has fewer than 0")]);
    check("fr", "drone lang:en", &[("drone lang:en", "a line under `fr` asks for `en`")]);
    check("fr", "drone lang:fr", &[]);
    check("", "(a1 OR b1) AND -b1", &[]);
}

#[test]
fn what_no_text_is_cut_into_never_matches() {
    check("", "first/2:\"one two three\"", &[("\"one two three\"", "looked for in the first 2")]);
    check("", "first/3:\"one two three\"", &[]);
    check("", "=\"Ky\u{ad}iv\"", &[("=\"Ky\u{ad}iv\"", "invisible")]);
    check("", "\"S-4??\" OR 'mig-2?' OR mig*", &[("mig*", "3 letters")]);
}

#[test]
fn sides_in_two_fields_are_never_near() {
    check("", "title:a1 NEAR/5 body:(b1 OR c1)", &[("a1 NEAR/5 body:(b1 OR c1", "never match: one side")]);
    check("", "title:a1 NOT NEAR/5 first/9:b1", &[("a1 NOT NEAR/5 first/9:b1", "refuses nothing")]);
    check("", "title:a1 NEAR/5 (b1 OR body:c1)", &[]);
    check("", "lead:a1 NEAR/5 body:b1", &[]);
}

#[test]
fn signs_and_endings_that_find_something_else_are_told() {
    check("", "=abc*", &[("=abc*", "the sign `*` itself")]);
    check("", "*keit", &[("*keit", "an ending of very many words")]);
    check("ru", "*ость", &[("*ость", "an ending")]);
    check("", "*keit NEAR/3 drone", &[]);
    check("", "*abwehr", &[]);
}

#[test]
fn a_line_that_is_a_common_word_finds_nearly_anything() {
    check("en", "government", &[("government", "a common word")]);
    check("de", "und", &[("und", "a common word")]);
    check("de", "government", &[]);
    check("en", "'government'", &[]);
    check("en", "government NEAR/3 shutdown", &[]);
}

#[test]
fn a_function_word_of_any_language_finds_nearly_anything() {
    check("", "the", &[("the", "a common word (en)")]);
    check("", "de", &[("de", "a common word")]);
    check("", "the OR missile", &[("the", "a common word")]);
    check("", "a?? AND missile", &[]);
    check("", "th?", &[("th?", "matches `the` (en)")]);
    check("", "defen?e", &[]);
    check("", "\"the\" NEAR/3 missile", &[]);
    check("", "=WHO OR 'the'", &[]);
    check("", "government", &[]);
}

#[test]
fn a_field_before_two_words_binds_the_first() {
    check("", "title:air defence", &[("air defence", "`title:` binds to `air` alone")]);
    check("", "radar title:air defence NATO", &[("air defence", "binds to `air` alone")]);
    check("", "title:air AND defence", &[]);
    check("", "title:\"air defence\" radar", &[]);
    check("", "title:(air defence) radar", &[]);
    check("", "title:air -defence", &[]);
    check("", "title:air \"missile defence\"", &[]);
}

#[test]
fn values_behind_keys_are_found_where_they_stand() {
    let text = "a site:x.example -lang:(ua OR \"pt\") author:\"Ann Lee\" country:uk b";
    let found: Vec<(&str, String, &str)> = Query::known_values(text)
        .into_iter()
        .map(|known| (known.key, known.value, &text[known.span]))
        .collect();
    let expected = [
        ("site", "x.example", "x.example"),
        ("lang", "ua", "ua"),
        ("lang", "pt", "\"pt\""),
        ("author", "Ann Lee", "\"Ann Lee\""),
        ("country", "uk", "uk"),
    ];
    assert_eq!(found, expected.map(|(key, value, at)| (key, value.to_owned(), at)));
}

#[test]
fn what_is_said_twice_is_said_once_too_often() {
    check("", "drone OR missile OR Drone", &[("Drone", "said twice")]);
    check("", "drone OR 'drone' OR =drone OR =Drone", &[]);
    check("", "author:\"x y\" site:(a.example OR b.example) (drone OR drone)", &[("drone", "said twice")]);
}

#[test]
fn a_short_word_may_share_its_stem_with_a_common_one() {
    check("en", "universal", &[]);
    check("en", "organ", &[]);
    check("en", "company", &[("company", "a common word")]);
    check("es", "partida", &[("partida", "stem of the common word `parte`")]);
    check("es", "'partida'", &[]);
    check("es", "partida NEAR/5 dron", &[]);
    check("", "partida", &[]);
    check("", "customs", &[("customs", "stem of the common word `customers`")]);
    check("", "customs AND tariff", &[]);
    check("en", "import", &[("import", "stem of the common word `important`")]);
    check("zh", "核", &[("核", "one character")]);
    check("zh", "核武", &[]);
}

#[test]
fn doubts_of_a_large_query_take_no_longer_than_reading_it() {
    let words: Vec<String> = (0..9_000).map(|i| format!("w{i}x")).collect();
    let text = format!("({}) AND NOT ({})", words.join(" OR "), words.join("y OR "));
    let text = &text[..text.len().min(99_000)];
    let text = format!("{})", text.trim_end_matches(|c: char| c != 'x').trim_end_matches('x'));
    let query = Query::parse(&text);
    assert!(query.is_ok_and(|query| query.doubts(&text, None).is_empty()));
}

#[test]
fn the_packs_have_no_doubtful_lines() {
    let mut found = Vec::new();
    for pack in packs() {
        let table: toml::Table = toml::from_str(pack.toml).unwrap();
        let concepts = table.get("concepts").and_then(toml::Value::as_table).unwrap();
        for (key, lines) in concepts.values().filter_map(toml::Value::as_table).flatten() {
            let language = (key != "all").then(|| key.parse().unwrap());
            for line in lines.as_array().unwrap().iter().filter_map(toml::Value::as_str) {
                let doubts = Query::parse(line).unwrap().doubts(line, language);
                // Forms typed twice cost nothing.
                let doubts = doubts.iter().filter(|d| !d.message.contains("is said twice"));
                found.extend(doubts.map(|d| format!("{} {key}: {line}: {}", pack.name, d.message)));
            }
        }
    }
    assert!(found.is_empty(), "{}:\n{}", found.len(), found.join("\n"));
}
