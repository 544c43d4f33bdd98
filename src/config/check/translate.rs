//! `[translate]`

use std::time::Duration;

use super::only;
use super::values::{address, language};
use crate::config::findings::Findings;
use crate::config::secret::{Lines, Secret, Surroundings};
use crate::config::settings::Newsroom;
use crate::config::source::Document;
use crate::config::translate::TranslateConfig;

/// A message waits no longer than this for its translations, whatever is written.
const MOST: Duration = Duration::from_secs(20);

pub(super) fn translate(
    findings: &mut Findings<'_>,
    documents: &[Document<'_>],
    around: &Surroundings<'_>,
    newsroom: &Newsroom,
) -> Option<TranslateConfig> {
    let section = only(findings, documents, "translate")?;
    section.missing(
        findings,
        "url",
        "write the address of a LibreTranslate server, such as `url = \"http://127.0.0.1:5000\"`",
    );
    let url = section.parsed(findings, "url", address);
    let mut keys = around.secret(findings, &section, "api_key_file", "VIGIE_TRANSLATE_API_KEY", Lines::One);
    let api_key = keys.as_mut().and_then(Vec::pop);
    let to = section.parsed(findings, "to", language).map_or(newsroom.language, |to| to.value);
    let least = Duration::from_millis(100);
    let timeout = section.duration(findings, "timeout", least, MOST).unwrap_or(Duration::from_secs(3));
    let base = url?.value;
    let url = Secret::new(format!("{}/translate", base.as_str().trim_end_matches('/')));
    Some(TranslateConfig { url, api_key, to, timeout })
}
