//! The concept packs of `seeds/topics` and the names of `seeds/names`, embedded.

/// An embedded concept pack: one TOML file of `seeds/topics`, or one concept of a file of `seeds/names`.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// The name of its concept; of a file it is the name without `.toml`, as in `include = ["pack:air-defense"]`.
    pub name: &'static str,
    /// Its text.
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

/// The concepts of `seeds/names`: countries (`country-fr`), regions and organisations by their names in many languages.
///
/// They are hundreds, so that a file holds many of them; they have no topics. Each call goes through the files again, for
/// a query that names one is rare.
///
/// ```
/// assert!(vigie::topic::name_packs().any(|pack| pack.name == "country-fr"));
/// ```
pub fn name_packs() -> impl Iterator<Item = Pack> {
    let files = [
        include_str!("../../seeds/names/countries.toml"),
        include_str!("../../seeds/names/organisations.toml"),
    ];
    files.into_iter().flat_map(|file| {
        // A blank line stands before each concept and nowhere within one.
        file.split("\n\n").filter_map(|toml| {
            let (name, _) = toml.strip_prefix("[concepts.")?.split_once(']')?;
            Some(Pack { name, toml })
        })
    })
}
