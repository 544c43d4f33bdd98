//! The embedded packs.

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
