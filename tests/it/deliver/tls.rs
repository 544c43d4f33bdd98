//! Mail over TLS, by every way of signing in, and signed.

use std::sync::Arc;

use vigie::config::{DkimConfig, Secret, SmtpAuth, SmtpConfig, SmtpTls};
use vigie::deliver::{Fault, Outcome};

use super::email::{MAIL, desk};
use super::{claim, sender, smtp_config};
use crate::support::certificate::{Certificate, openssl};
use crate::support::smtp::{Begin, Script, SmtpServer};

async fn send(config: &SmtpConfig) -> Outcome {
    sender(Some(config)).send(&desk(), &claim("ed@desk.example", MAIL)).await
}

/// A server that speaks TLS and lets in whoever knows the secret, and what it takes to reach it.
async fn server(
    begin: Begin,
    mechanism: &'static str,
    certificate: &Arc<Certificate>,
) -> (SmtpServer, SmtpConfig) {
    let login = Some(("vigie".to_owned(), "päss word".to_owned()));
    let tls = Some((begin, Arc::clone(certificate)));
    let server = SmtpServer::start(Script { login, tls, mechanism, ..Script::default() }).await;
    let mut config = smtp_config(server.port, Some(("vigie", "päss word")));
    config.tls = if begin == Begin::AtOnce { SmtpTls::Implicit } else { SmtpTls::Starttls };
    config.authority = Some(certificate.pem.clone());
    (server, config)
}

#[tokio::test]
async fn every_sign_in_works_over_both_kinds_of_tls() {
    let Some(certificate) = Certificate::make() else { return };
    for begin in [Begin::AtOnce, Begin::Starttls] {
        for (mechanism, auth) in
            [("PLAIN", SmtpAuth::Password), ("LOGIN", SmtpAuth::Password), ("XOAUTH2", SmtpAuth::Xoauth2)]
        {
            let (server, mut config) = server(begin, mechanism, &certificate).await;
            config.auth = auth;
            let outcome = send(&config).await;
            assert!(matches!(outcome, Outcome::Sent { .. }), "{begin:?} {mechanism}: {outcome:?}");
            assert!(server.mails()[0].encrypted);
        }
    }
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_gets_neither_password_nor_mail() {
    let Some(certificate) = Certificate::make() else { return };
    for begin in [Begin::AtOnce, Begin::Starttls] {
        let (server, mut config) = server(begin, "PLAIN", &certificate).await;
        config.authority = None;
        let outcome = send(&config).await;
        assert!(matches!(outcome, Outcome::Retry { fault: Fault::Endpoint, .. }), "{outcome:?}");
        assert!(server.mails().is_empty() && !server.commands().iter().any(|line| line.starts_with("AUTH")));
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing_in_the_clear() {
    let server = SmtpServer::start(Script::default()).await;
    let mut config = smtp_config(server.port, None);
    // Nor does one that is to begin with TLS and does not; either way what to write instead is said.
    for (tls, hint) in
        [(SmtpTls::Starttls, "`tls = \"implicit\"`"), (SmtpTls::Implicit, "`tls = \"starttls\"`")]
    {
        config.tls = tls;
        let outcome = send(&config).await;
        let Outcome::Retry { why, fault: Fault::Endpoint, .. } = outcome else { panic!("{outcome:?}") };
        assert!(why.contains(hint), "{why}");
        assert!(server.mails().is_empty());
    }
}

#[tokio::test]
async fn a_password_is_not_given_to_a_server_that_wants_a_token() {
    let Some(certificate) = Certificate::make() else { return };
    let (server, config) = server(Begin::AtOnce, "XOAUTH2", &certificate).await;
    let outcome = send(&config).await;
    let Outcome::Retry { why, fault: Fault::Endpoint, .. } = outcome else { panic!("{outcome:?}") };
    assert!(why.starts_with("cannot sign in to"), "{why}");
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn mail_is_signed_on_its_way_and_the_frozen_bytes_follow_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    if openssl(folder.path(), &["genpkey", "-algorithm", "ed25519", "-out", "key.pem"]).is_none() {
        return;
    }
    let key = std::fs::read_to_string(folder.path().join("key.pem")).expect("a key");
    let server = SmtpServer::start(Script::default()).await;
    let mut config = smtp_config(server.port, None);
    config.dkim =
        Some(DkimConfig { domain: "desk.example".into(), selector: "vigie".into(), key: Secret::new(key) });
    for _ in 0..2 {
        assert!(matches!(send(&config).await, Outcome::Sent { .. }));
    }
    let mails = server.mails();
    assert_eq!(mails[0].bytes, mails[1].bytes, "one key and one mail give one signature");
    let text = String::from_utf8(mails[0].bytes.clone()).expect("ASCII");
    let (signature, rest) = text.split_at(text.find("From: ").expect("the mail follows"));
    // The server's end of a message is no part of it.
    assert_eq!(rest.as_bytes(), MAIL);
    assert!(signature.starts_with(
        "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n\td=desk.example; s=vigie;\r\n\t\
         h=from:from:subject:subject;\r\n\tbh="
    ));
}
