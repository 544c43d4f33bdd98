//! `[smtp]`: the server, who signs in, a certificate authority, and the key that signs the mail.

use lettre::message::Mailbox;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::only;
use super::shell::credentials;
use super::values::mailbox;
use crate::config::findings::Findings;
use crate::config::secret::{Lines, Surroundings};
use crate::config::section::Section;
use crate::config::settings::{SmtpAuth, SmtpConfig, SmtpTls};
use crate::config::source::Document;
use crate::config::value::{Mistake, brief};
use crate::config::{DkimConfig, DkimKey};

/// `[smtp]` as far as it could be read.
pub(super) struct Smtp {
    /// The section is there, well or not.
    pub is_defined: bool,
    /// What it says.
    pub settings: Option<SmtpConfig>,
}

/// `[smtp]`
pub(super) fn smtp(
    findings: &mut Findings<'_>,
    documents: &[Document<'_>],
    around: &Surroundings<'_>,
) -> Smtp {
    let Some(section) = only(findings, documents, "smtp") else {
        return Smtp { is_defined: !findings.all_whole(), settings: None };
    };
    section.missing(
        findings,
        "host",
        "write the name of your mail server, such as `host = \"mail.example.org\"`",
    );
    section.missing(
        findings,
        "from",
        "write who the mail is from, such as `from = \"Vigie <vigie@example.org>\"`",
    );
    let kinds = [("starttls", SmtpTls::Starttls), ("implicit", SmtpTls::Implicit), ("none", SmtpTls::None)];
    let tls = section.choice(findings, "tls", &kinds).unwrap_or(SmtpTls::Starttls);
    let port = smtp_port(findings, &section, tls);
    let host = section.parsed(findings, "host", host);
    let from = section.parsed(findings, "from", mailbox).map(|from| from.value);
    let credentials = credentials(findings, &section, around, "VIGIE_SMTP_PASSWORD");
    let far =
        host.as_ref().is_some_and(|host| !matches!(host.value.as_str(), "localhost" | "127.0.0.1" | "::1"));
    if tls == SmtpTls::None && far && section.has("username") {
        let message = "the password travels unprotected";
        findings
            .warning(&section.place_of("tls"), message)
            .help("write `tls = \"starttls\"` or `tls = \"implicit\"`");
    }
    let methods = [("password", SmtpAuth::Password), ("xoauth2", SmtpAuth::Xoauth2)];
    let auth = section.choice(findings, "auth", &methods).unwrap_or_default();
    if auth == SmtpAuth::Xoauth2 && !section.has("username") {
        let help = "write `username = \"…\"`, and name the file with the access token as `password_file`";
        findings.error(&section.place_of("auth"), "`xoauth2` needs a user and a token").help(help);
    }
    let authority = authority(findings, &section, around);
    let dkim = dkim(findings, &section, around, from.as_ref());
    let settings = host.zip(from).map(|(host, from)| SmtpConfig {
        host: host.value,
        port,
        tls,
        credentials,
        auth,
        authority,
        dkim,
        from,
    });
    Smtp { is_defined: true, settings }
}

/// The port to speak to; one that usually speaks otherwise than `tls` says is warned of.
fn smtp_port(findings: &mut Findings<'_>, section: &Section<'_>, tls: SmtpTls) -> u16 {
    let usual = match tls {
        SmtpTls::Starttls => 587,
        SmtpTls::Implicit => 465,
        SmtpTls::None => 25,
    };
    let port =
        section.integer(findings, "port", 1..=65_535).and_then(|p| u16::try_from(p).ok()).unwrap_or(usual);
    let mismatched = match (port, tls) {
        (465, SmtpTls::Starttls | SmtpTls::None) => Some(("encrypts from the first byte", "implicit")),
        (25 | 587, SmtpTls::Implicit) => Some(("begins in the clear", "starttls")),
        _ => None,
    };
    if let Some((how, tls)) = mismatched {
        findings
            .warning(
                &section.place_of("port"),
                format!("port {port} usually {how}: the connection may never answer"),
            )
            .help(format!("write `tls = \"{tls}\"`, or leave `port` out"));
    }
    port
}

fn host(text: &str) -> Result<String, Mistake> {
    let bare = text.trim();
    let odd =
        bare.contains(['/', '@', ' ']) || (bare.contains(':') && bare.parse::<std::net::Ipv6Addr>().is_err());
    if odd {
        let message = format!("`{}` is not the name of a host", brief(text));
        return Err(Mistake::with_help(message, "write the name alone; the port has its own key `port`"));
    }
    Ok(bare.to_owned())
}

/// The certificate authority of `ca_file`, in PEM.
fn authority(
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
fn dkim(
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
