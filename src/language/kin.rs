//! Languages that neither script nor words tell apart: of them the feed's word is taken.

use crate::model::Language;

/// Languages whose texts are read as another, with those: they share its words, or its script and no table knows theirs.
///
/// Other neighbours are left out: a paper of Luxembourg writes German too.
const KIN: [(&str, &[&str]); 12] = [
    ("sr", &["hr"]),
    ("bs", &["hr", "sr"]),
    ("cnr", &["hr", "sr"]),
    ("yi", &["he"]),
    ("ti", &["am"]),
    ("tig", &["am"]),
    ("as", &["bn"]),
    ("mni", &["bn"]),
    ("dz", &["bo"]),
    ("shn", &["my"]),
    ("tt", &["kk", "ky"]),
    ("ba", &["kk", "ky"]),
];

/// Whether texts of one language are read as another.
pub(super) fn is_read_as(declared: Language, read: Language) -> bool {
    let kin = || KIN.iter().find(|(code, _)| *code == declared.as_str());
    declared != read && kin().is_some_and(|(_, others)| others.contains(&read.as_str()))
}
