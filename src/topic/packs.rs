//! The concept packs of `seeds/topics`, embedded.

/// An embedded concept pack: one TOML file of `seeds/topics`.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// File name without `.toml`, as in `include = ["pack:air-defense"]`.
    pub name: &'static str,
    /// The file's text.
    pub toml: &'static str,
}

macro_rules! embedded {
    ($($name:literal)+) => {
        &[$(Pack { name: $name, toml: include_str!(concat!("../../seeds/topics/", $name, ".toml")) }),+]
    };
}

/// The packs embedded in the binary, in order of name; a test compares the list with the folder.
#[must_use]
pub fn packs() -> &'static [Pack] {
    embedded![
        "air-defense" "arms-procurement" "aviation-accident" "ceasefire" "central-banks" "china-taiwan"
        "climate" "coup" "courts" "cyber-attacks" "defence-spending" "disinformation" "drones"
        "earthquakes" "election-interference" "elections" "energy" "epidemics" "espionage" "eu" "floods"
        "gas-pipelines" "hostages" "inflation" "iran" "middle-east" "migration" "military-aid" "missiles"
        "nato" "north-korea" "nuclear" "protests" "russia-sanctions" "storms" "strikes" "terrorism"
        "trade-tariffs" "ukraine-war" "un" "undersea-cables" "wildfires"
    ]
}
