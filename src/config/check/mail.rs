//! What `[smtp]` names beside the server: a certificate authority, and the key that signs the mail.

use lettre::message::Mailbox;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::config::findings::Findings;
use crate::config::secret::{Lines, Surroundings};
use crate::config::section::Section;
use crate::config::value::{Mistake, brief};
use crate::config::{DkimConfig, DkimKey};

/// The certificate authority of `ca_file`, in PEM.
pub(super) fn authority(
    findings: &mut Findings<'_>,
    section: &Section<'_>,
    around: &Surroundings<'_>,
) -> Option<String> {
    let pem = around.secret(findings, section, "ca_file", "VIGIE_SMTP_CA", Lines::Whole)?.pop()?;
    if CertificateDer::from_pem_slice(pem.reveal().as_bytes()).is_err() {
        let help = "it begins with `-----BEGIN CERTIFICATE-----`";
        findings
            .error(&section.place_of("ca_file"), "what `ca_file` names is no certificate in PEM")
            .help(help);
        return None;
    }
    Some(pem.reveal().to_owned())
}

/// `[smtp.dkim]`
pub(super) fn dkim(
    findings: &mut Findings<'_>,
    smtp: &Section<'_>,
    around: &Surroundings<'_>,
    from: Option<&Mailbox>,
) -> Option<DkimConfig> {
    let section = smtp.table(findings, "dkim", "smtp.dkim")?;
    section.missing(
        findings,
        "selector",
        "write the name that the public key has in the DNS, such as `selector = \"vigie\"`",
    );
    let key = around.secret(findings, &section, "key_file", "VIGIE_SMTP_DKIM_KEY", Lines::Whole);
    if key.is_none() && !section.has("key") {
        section.missing(
            findings,
            "key_file",
            "name the file with the private key, or set `$VIGIE_SMTP_DKIM_KEY`",
        );
    }
    let selector = section.parsed(findings, "selector", name_in_dns);
    let own = || from.map(|from| from.email.domain().to_owned());
    let domain = if section.has("domain") {
        section.parsed(findings, "domain", name_in_dns).map(|domain| domain.value)
    } else {
        own().and_then(|domain| name_in_dns(&domain).ok())
    };
    let key = key?.pop()?;
    if let Err(why) = DkimKey::from_pem(key.reveal()) {
        let message = format!("the file of `key_file` cannot be used: {why}");
        findings
            .error(&section.place_of("key_file"), message)
            .help("make one with `openssl genrsa -out dkim.pem 2048`");
    }
    let (domain, selector) = (domain?, selector?.value);
    let aligned = own().and_then(|from| name_in_dns(&from).ok());
    if aligned.is_some_and(|from| from != domain && !from.ends_with(&format!(".{domain}"))) {
        let message = "the signature does not speak for the sender: `from` is of another domain";
        let help = "DMARC asks for the domain of `from`, or one above it";
        findings.warning(&section.place_of("domain"), message).help(help);
    }
    Some(DkimConfig { domain, selector, key })
}

/// A domain or a part of one, in ASCII.
fn name_in_dns(text: &str) -> Result<String, Mistake> {
    let wrong = || {
        Mistake::with_help(format!("`{}` is not a name of the DNS", brief(text)), "write it as `example.org`")
    };
    match url::Host::parse(text) {
        Ok(url::Host::Domain(domain)) if domain.len() <= 253 => Ok(domain),
        _ => Err(wrong()),
    }
}
