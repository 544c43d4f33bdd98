//! The embedded packs.

use std::path::Path;

use vigie::config::load_topics;
use vigie::topic::packs;

#[test]
fn every_pack_of_the_folder_is_embedded() {
    let mut names: Vec<String> = std::fs::read_dir("seeds/topics")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let embedded: Vec<&str> = packs().iter().map(|pack| pack.name).collect();
    assert_eq!(embedded, names);
}

#[test]
fn each_pack_is_whole_by_itself() {
    for pack in packs() {
        let path = Path::new("seeds/topics").join(format!("{}.toml", pack.name));
        let read = load_topics(&[path]).unwrap_or_else(|report| panic!("{}", report.render(false)));
        let own: Vec<&str> = read.concepts.keys().map(vigie::model::Name::as_str).collect();
        assert_eq!(own, [pack.name]);
    }
}
