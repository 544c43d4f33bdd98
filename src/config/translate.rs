//! `[translate]`: who translates headlines.

use std::time::Duration;

use super::Secret;
use crate::model::Language;

/// `[translate]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranslateConfig {
    /// Where a LibreTranslate-compatible server takes `POST`: `url` with `/translate` at its end.
    pub url: Secret,
    /// Its key, where it asks for one.
    pub api_key: Option<Secret>,
    /// Into which language.
    pub to: Language,
    /// What one message waits for all its translations.
    pub timeout: Duration,
}
