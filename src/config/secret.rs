//! Secrets and where they come from.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::findings::Findings;
use super::section::Section;
use super::value::Text;
use crate::model::Name;

/// A value that must never be printed: `Debug` and `Display` hide it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// The secret itself, for the one place that sends it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// What stands before a webhook's key in base64 (Standard Webhooks, "Signature scheme").
const KEY_PREFIX: &str = "whsec_";
/// Bytes of such a key, by the same.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A key that signs webhooks; `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey(Vec<u8>);

impl SigningKey {
    /// Reads a secret: after `whsec_` it is base64 of 24 to 64 bytes, with padding or without; any other text is the key itself.
    ///
    /// # Errors
    /// What follows `whsec_` is no such key.
    ///
    /// ```
    /// use vigie::config::SigningKey;
    /// let key = SigningKey::parse("whsec_dHdlbnR5LWZvdXIgYnl0ZXMgb2Yga2V5").unwrap();
    /// assert_eq!(key.bytes(), b"twenty-four bytes of key");
    /// assert!(SigningKey::parse("whsec_c2hvcnQ=").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        let Some(encoded) = text.strip_prefix(KEY_PREFIX) else { return Ok(Self(text.as_bytes().to_vec())) };
        let key = STANDARD_NO_PAD
            .decode(encoded.trim_end_matches('='))
            .map_err(|_| "what follows `whsec_` is not base64")?;
        if !KEY_BYTES.contains(&key.len()) {
            return Err("what follows `whsec_` is not a key of 24 to 64 bytes");
        }
        Ok(Self(key))
    }

    /// The key itself, for the one place that signs with it.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(signing key)")
    }
}

/// What a configuration may look at beside its own files.
pub(super) struct Surroundings<'a> {
    /// The folder relative paths start from, absolute.
    pub root: &'a Path,
    /// Environment variables.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// Reads a small file that a key names: one that holds a secret, or a template.
    pub read: &'a dyn Fn(&Path) -> Result<String, String>,
}

/// How much a secret's file may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// One line.
    One,
    /// A line for each key, such as two signing secrets while they rotate.
    Several,
    /// All of it, such as a key in PEM.
    Whole,
}

impl Surroundings<'_> {
    /// The lines of a secret: from the environment variable `variable` when that is set, else from the file that `key` names.
    ///
    /// A relative file is looked for in systemd's `$CREDENTIALS_DIRECTORY`, then in the configuration's folder.
    pub fn secret(
        &self,
        findings: &mut Findings<'_>,
        section: &Section<'_>,
        key: &str,
        variable: &str,
        lines: Lines,
    ) -> Option<Vec<Secret>> {
        let file = section.text(findings, key);
        let (held, place) = match (self.variable(variable), file) {
            (Some(held), _) => (held, section.place_of(key)),
            (None, Some(file)) => (self.file(findings, key, &file, variable)?, file.place),
            (None, None) => return None,
        };
        if lines == Lines::Whole && !held.trim().is_empty() {
            return Some(vec![Secret(held)]);
        }
        let secrets: Vec<Secret> =
            held.lines().map(str::trim_end).filter(|l| !l.is_empty()).map(|l| Secret(l.to_owned())).collect();
        let wrong = match secrets.len() {
            0 => "is empty",
            1 => return Some(secrets),
            _ if lines == Lines::Several => return Some(secrets),
            _ => "holds more than one line",
        };
        let whose = if self.variable(variable).is_some() {
            format!("`${variable}`")
        } else {
            format!("the file of `{key}`")
        };
        findings.error(&place, format!("{whose} {wrong}"));
        None
    }

    /// An environment variable, unless it is empty.
    pub fn variable(&self, name: &str) -> Option<String> {
        (self.env)(name).filter(|value| !value.trim().is_empty())
    }

    fn file(&self, findings: &mut Findings<'_>, key: &str, file: &Text, variable: &str) -> Option<String> {
        let own = self.root.join(&file.value);
        let credentials =
            (self.env)("CREDENTIALS_DIRECTORY").map(|folder| Path::new(&folder).join(&file.value));
        // The configuration's folder last: its reason is the one that is told.
        let mut reason = String::new();
        for path in credentials.into_iter().chain([own]) {
            match (self.read)(&path) {
                Ok(held) => return Some(held),
                Err(why) => reason = why,
            }
        }
        let place = "a relative name is looked for in `$CREDENTIALS_DIRECTORY`, then beside `vigie.toml`";
        let message = format!("`{key}` cannot be read: {reason}");
        findings.error(&file.place, message).help(format!("{place}; or set `${variable}`"));
        None
    }
}

/// `VIGIE_CHANNEL_WIRE_ROOM_URL` for a channel `wire-room`: upper case, with `_` for what a variable's name cannot hold.
pub(super) fn variable_for(what: &str, name: &Name, end: &str) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("VIGIE_{what}_{}_{end}", name.as_str().chars().map(upper).collect::<String>())
}
