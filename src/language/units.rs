//! What two short texts may have in common.

/// The words of a text in lower case that have at least so many letters; of a word with letters of a script that writes no
/// spaces, every two letters that stand side by side.
///
/// ```
/// use vigie::language::units;
/// let is_han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
/// assert_eq!(units("a port: 港口停运", is_han, 2), ["port", "港口", "口停", "停运"]);
/// ```
#[must_use]
pub fn units(lower: &str, is_unspaced: impl Fn(char) -> bool, shortest: usize) -> Vec<String> {
    let mut units = Vec::new();
    for word in lower.split(|c: char| !c.is_alphanumeric()) {
        if word.contains(&is_unspaced) {
            let letters: Vec<char> = word.chars().collect();
            units.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else if !word.is_empty() && word.chars().count() >= shortest {
            units.push(word.to_owned());
        }
    }
    units
}
