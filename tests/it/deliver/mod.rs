//! Messages out, outcomes back.

mod channel;
mod chats;
mod email;
mod files;
mod hung;
mod post;
mod post_office;
mod settle;
mod tls;

use std::time::Duration;

use vigie::clock::Clock;
use vigie::config::{
    Channel, ChannelKind, Cidr, Credentials, FetchConfig, OnUncertain, Secret, SmtpAuth, SmtpConfig, SmtpTls,
};
use vigie::deliver::{Claim, Sender};
use vigie::fetch::Client;
use vigie::model::{DeliveryId, MessageId, Name, Timestamp};

pub fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-06-11T07:30:00Z").expect("RFC 3339")
}

pub fn channel(kind: ChannelKind) -> Channel {
    Channel { name: channel_name(), kind, languages: Vec::new(), on_uncertain: OnUncertain::Resend }
}

pub fn channel_name() -> Name {
    "desk".parse().expect("a name")
}

pub fn claim(recipient: &str, bytes: &[u8]) -> Claim {
    Claim {
        delivery_id: DeliveryId::from(1),
        message_id: MessageId::from(2),
        rule: "digest:morning".parse().expect("a rule"),
        channel: channel_name(),
        recipient: recipient.into(),
        stable_id: "vigie_2_abc".into(),
        bytes: bytes.into(),
        attempts: 1,
        composed_at: now(),
        first_started_at: now(),
        token: 7,
        channel_failures: 0,
        thread: None,
    }
}

/// A client that may reach this machine.
pub fn client(clock: Clock) -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let loopback = Cidr { address: [127, 0, 0, 0].into(), prefix: 8 };
    let config = FetchConfig {
        contact_url: None,
        concurrency: 4,
        per_host: 4,
        per_host_gap: Duration::ZERO,
        min_interval: Duration::from_secs(1),
        backlog: Duration::ZERO,
        timeout: Duration::from_secs(5),
        max_feed_bytes: 1 << 20,
        max_page_bytes: 1 << 20,
        allow_private: vec![loopback],
        robots: false,
        proxy: None,
    };
    Client::new(&config, clock).expect("a client")
}

pub fn smtp_config(port: u16, login: Option<(&str, &str)>) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".into(),
        port,
        tls: SmtpTls::None,
        credentials: login.map(|(user, password)| Credentials {
            username: user.into(),
            password: Secret::new(password.into()),
        }),
        auth: SmtpAuth::Password,
        authority: None,
        dkim: None,
        from: "Vigie <vigie@desk.example>".parse().expect("a mailbox"),
    }
}

/// A sender at a clock that stands at [`now`].
pub fn sender(smtp: Option<&SmtpConfig>) -> Sender {
    let (clock, _) = Clock::manual(now());
    Sender::new(client(clock.clone()), smtp, clock).expect("a sender")
}
