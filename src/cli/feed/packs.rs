//! `vigie feed packs`: the starter packs that are built in.

use std::process::ExitCode;

use serde::Serialize;

use crate::cli::beside::columns;
use crate::cli::configuration::counted;
use crate::cli::{Format, Globals, Outcome, print_json, print_line};
use crate::feed::read_any_opml;

/// Name and text of every pack; `seeds/feeds/README.md` says where the addresses come from.
pub(super) const PACKS: &[(&str, &str)] = &[
    ("cyber-security", include_str!("../../../seeds/feeds/cyber-security.opml")),
    ("defence", include_str!("../../../seeds/feeds/defence.opml")),
    ("diplomacy", include_str!("../../../seeds/feeds/diplomacy.opml")),
    ("economy", include_str!("../../../seeds/feeds/economy.opml")),
    ("energy", include_str!("../../../seeds/feeds/energy.opml")),
    ("european-union", include_str!("../../../seeds/feeds/european-union.opml")),
    ("fact-checking", include_str!("../../../seeds/feeds/fact-checking.opml")),
    ("middle-east", include_str!("../../../seeds/feeds/middle-east.opml")),
    ("national-press", include_str!("../../../seeds/feeds/national-press.opml")),
    ("press-africa-and-middle-east", include_str!("../../../seeds/feeds/press-africa-and-middle-east.opml")),
    ("press-americas", include_str!("../../../seeds/feeds/press-americas.opml")),
    ("press-asia-and-oceania", include_str!("../../../seeds/feeds/press-asia-and-oceania.opml")),
    ("press-central-europe", include_str!("../../../seeds/feeds/press-central-europe.opml")),
    ("press-eastern-europe", include_str!("../../../seeds/feeds/press-eastern-europe.opml")),
    ("press-northern-europe", include_str!("../../../seeds/feeds/press-northern-europe.opml")),
    ("press-south-eastern-europe", include_str!("../../../seeds/feeds/press-south-eastern-europe.opml")),
    ("press-southern-europe", include_str!("../../../seeds/feeds/press-southern-europe.opml")),
    ("press-western-europe", include_str!("../../../seeds/feeds/press-western-europe.opml")),
    ("space", include_str!("../../../seeds/feeds/space.opml")),
    ("think-tanks", include_str!("../../../seeds/feeds/think-tanks.opml")),
    ("united-nations", include_str!("../../../seeds/feeds/united-nations.opml")),
    ("wires", include_str!("../../../seeds/feeds/wires.opml")),
    ("world", include_str!("../../../seeds/feeds/world.opml")),
];

/// One pack as JSON.
#[derive(Serialize)]
struct Pack<'a> {
    #[serde(rename = "pack")]
    name: &'a str,
    title: String,
    feeds: usize,
    groups: Vec<String>,
    languages: Vec<String>,
}

impl<'a> Pack<'a> {
    fn of(name: &'a str, text: &str) -> Self {
        let list = read_any_opml(text.as_bytes()).unwrap_or_default();
        let sorted = |texts: Vec<String>| {
            let mut texts = texts;
            texts.sort();
            texts.dedup();
            texts
        };
        Self {
            name,
            title: list.title.unwrap_or_default(),
            feeds: list.feeds.len(),
            groups: sorted(list.feeds.iter().flat_map(|feed| feed.groups.clone()).collect()),
            languages: sorted(list.feeds.iter().filter_map(|feed| feed.language.clone()).collect()),
        }
    }
}

/// Lists the packs with their size and languages.
pub(super) fn list(globals: &Globals) -> Outcome {
    let packs: Vec<Pack<'_>> = PACKS.iter().map(|(name, text)| Pack::of(name, text)).collect();
    if globals.format == Format::Json {
        packs.iter().try_for_each(print_json)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut rows = vec![["PACK", "FEEDS", "LANGUAGES", "TITLE"].map(str::to_owned).to_vec()];
    for pack in &packs {
        let languages = pack.languages.len();
        let spoken = if languages <= 4 { pack.languages.join(" ") } else { format!("{languages} languages") };
        rows.push(vec![pack.name.to_owned(), pack.feeds.to_string(), spoken, pack.title.clone()]);
    }
    for line in columns(&rows) {
        print_line(&line)?;
    }
    let feeds = packs.iter().map(|pack| pack.feeds).sum();
    print_line(&format!(
        "{} in {}; `vigie feed import --pack NAME` adds one",
        counted(feeds, "feed"),
        counted(packs.len(), "pack")
    ))?;
    Ok(ExitCode::SUCCESS)
}
