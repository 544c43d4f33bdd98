//! The webhook's body against the schema that is shipped for its receivers.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use serde_json::Value;
use vigie::digest::Told;
use vigie::render::{Medium, render};

use super::sample;

const KEYWORDS: &[&str] = &[
    "$schema",
    "$id",
    "$defs",
    "$ref",
    "title",
    "description",
    "type",
    "required",
    "properties",
    "items",
    "enum",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "const",
    "oneOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
];

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../deploy/webhook.schema.json")).expect("JSON")
}

/// Every way in which `value` breaks `rule`, for the keywords the schema uses.
pub fn breaches(root: &Value, rule: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for keyword in rule.as_object().expect("a schema is an object").keys() {
        assert!(KEYWORDS.contains(&keyword.as_str()), "this test does not know `{keyword}`");
    }
    if let Some(reference) = rule["$ref"].as_str() {
        let name = reference.strip_prefix("#/$defs/").expect("a reference into $defs");
        breaches(root, &root["$defs"][name], value, at, found);
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type `{other}`"),
    };
    let fits = match &rule["type"] {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().any(|kind| is(kind.as_str().expect("a type"))),
        _ => true,
    };
    if !fits {
        found.push(format!("{at}: {value} is no {}", rule["type"]));
    }
    if rule["enum"].as_array().is_some_and(|allowed| !allowed.contains(value)) {
        found.push(format!("{at}: {value} is not among {}", rule["enum"]));
    }
    if let (Some(pattern), Some(text)) = (rule["pattern"].as_str(), value.as_str())
        && !matches(pattern, text)
    {
        found.push(format!("{at}: {text} does not match {pattern}"));
    }
    if let (Some("date-time"), Some(text)) = (rule["format"].as_str(), value.as_str())
        && vigie::model::Timestamp::parse_rfc3339(text).is_none()
    {
        found.push(format!("{at}: {text} is no time"));
    }
    if let (Some(least), Some(number)) = (rule["minimum"].as_f64(), value.as_f64())
        && number < least
    {
        found.push(format!("{at}: {number} is under {least}"));
    }
    if let (Some(most), Some(number)) = (rule["maximum"].as_f64(), value.as_f64())
        && number > most
    {
        found.push(format!("{at}: {number} is over {most}"));
    }
    // Chats count UTF-16 units.
    sizes(rule, "Length", value.as_str().map(|text| text.encode_utf16().count()), at, found);
    sizes(rule, "Items", value.as_array().map(Vec::len), at, found);
    if let Some(only) = rule.get("const")
        && only != value
    {
        found.push(format!("{at}: {value} is not {only}"));
    }
    if let Some(kinds) = rule["oneOf"].as_array() {
        let kind = kinds.iter().find(|kind| kind["properties"]["type"]["const"] == value["type"]);
        match kind {
            Some(kind) => breaches(root, kind, value, at, found),
            None => found.push(format!("{at}: {} is no kind that is known here", value["type"])),
        }
    }
    for name in rule["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().expect("a name")).is_none() {
            found.push(format!("{at}: lacks {name}"));
        }
    }
    if let (Some(properties), Some(object)) = (rule["properties"].as_object(), value.as_object()) {
        for (name, part) in object {
            match properties.get(name) {
                Some(rule) => breaches(root, rule, part, &format!("{at}/{name}"), found),
                None => found.push(format!("{at}: `{name}` is not in the schema")),
            }
        }
    }
    for (index, part) in value.as_array().into_iter().flatten().enumerate() {
        if rule.get("items").is_some() {
            breaches(root, &rule["items"], part, &format!("{at}/{index}"), found);
        }
    }
}

/// Patterns are compiled once: a random digest has hundreds of addresses.
fn matches(pattern: &str, text: &str) -> bool {
    static COMPILED: LazyLock<Mutex<HashMap<String, regex::Regex>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().expect("no panic while held");
    if !compiled.contains_key(pattern) {
        compiled.insert(pattern.to_owned(), regex::Regex::new(pattern).expect("a pattern"));
    }
    compiled[pattern].is_match(text)
}

/// `minLength`, `maxItems` and their like.
fn sizes(rule: &Value, of: &str, size: Option<usize>, at: &str, found: &mut Vec<String>) {
    let Some(size) = size else { return };
    let bound =
        |which: &str| rule[format!("{which}{of}")].as_u64().and_then(|bound| usize::try_from(bound).ok());
    if bound("min").is_some_and(|least| size < least) || bound("max").is_some_and(|most| size > most) {
        found.push(format!("{at}: {size} {of} is out of bounds"));
    }
}

fn found(value: &Value) -> Vec<String> {
    let schema = schema();
    let mut found = Vec::new();
    breaches(&schema, &schema, value, "", &mut found);
    found
}

fn body(notice: &vigie::digest::Notice) -> Value {
    let rendered = render(notice, &Medium::Webhook, "cms", "store-1");
    serde_json::from_slice(&rendered[0].bytes).expect("JSON")
}

#[test]
fn every_kind_of_message_keeps_the_schema() {
    for notice in [
        sample::digest(),
        sample::alert(),
        sample::correction(),
        sample::quiet(),
        sample::operator(),
        sample::test(),
    ] {
        assert_eq!(found(&body(&notice)), Vec::<String>::new(), "{}", notice.rule);
    }
}

#[test]
fn the_check_sees_what_is_wrong() {
    let mut wrong = body(&sample::digest());
    wrong["more"] = Value::from(-1);
    wrong["stories"][0]["reason"] = Value::from("because");
    wrong["stories"][1].as_object_mut().expect("a story").remove("url");
    wrong["stories"][2]["published"] = Value::from("yesterday");
    wrong["surprise"] = Value::Null;
    assert_eq!(found(&wrong).len(), 5, "{:#?}", found(&wrong));
}

/// Programs make links of addresses without a second look, and older stores hold what feeds once gave as such.
#[test]
fn no_address_leads_out_of_the_web() {
    let bad = || Some("javascript:alert(1)".to_owned());
    let mut notice = sample::digest();
    if let Told::Stories { stories, .. } = &mut notice.told {
        let good = stories[0].sources[0].clone();
        for story in stories {
            story.url = bad();
            story.sources = vec![good.clone(), vigie::digest::Source { url: bad(), ..good.clone() }];
            if let Some(earlier) = &mut story.earlier {
                earlier.url = bad();
            }
        }
    }
    let body = body(&notice);
    assert!(!body.to_string().contains("javascript"), "{body}");
    assert_eq!(body["stories"][0]["url"], Value::Null);
    assert_eq!(body["stories"][0]["sources"][1]["url"], Value::Null);
    assert!(body["stories"][0]["sources"][0]["url"].is_string(), "{body}");
    assert_eq!(found(&body), Vec::<String>::new());
}

#[test]
fn a_shared_topic_is_named_and_only_then() {
    assert_eq!(body(&sample::alert())["topic"], "air-defense");
    assert_eq!(body(&sample::digest()).get("topic"), None);
    assert_eq!(body(&sample::digest())["type"], "vigie.digest");
    assert_eq!(body(&sample::alert())["type"], "vigie.alert");
    assert_eq!(body(&sample::correction())["type"], "vigie.correction");
}

#[test]
fn corrections_are_a_type_of_their_own() {
    let mut notice = sample::alert();
    if let Told::Stories { stories, .. } = &mut notice.told {
        stories[0].reason = vigie::digest::Reason::Correction;
    }
    assert_eq!(body(&notice)["type"], "vigie.correction");
}
