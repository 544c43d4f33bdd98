//! The program dies, at random and at every edge there is: nothing is lost, and what comes twice has the id it had.

mod edges;
mod random;

use std::collections::{BTreeMap, BTreeSet};

use vigie::clock::Clock;

use crate::support::app::{News, TestApp, words};
use crate::support::smtp::SmtpServer;

/// Keys of a mail server without TLS, and of a channel to one recipient.
fn mail_channel(mailbox: &SmtpServer) -> String {
    format!(
        "[smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"Vigie <vigie@example.org>\"\n\
         [channels.mail.email]\nto = [\"desk@example.org\"]\n",
        mailbox.port
    )
}

/// An alert on a topic that waits for nobody.
fn alert(name: &str, topic: &str, channels: &[&str]) -> String {
    format!(
        "[alerts.{name}]\ntopics = [\"{topic}\"]\nchannels = {channels:?}\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\n\
         max_items = 500\n"
    )
}

/// A piece of news like no other, so that no two are one story, about a topic's word; its page is put up too.
fn report(house: &TestApp, id: &str, topic: &str) -> News {
    let said = words(id, 60);
    let title = format!("{topic} {id} {} {}", said[0], said[1]);
    let sentence = |words: &[String]| format!("{}.", words.join(" "));
    let body = said[2..].chunks(12).map(sentence).collect::<Vec<_>>().join(" ");
    house.page(id, &title, &format!("{title}. {body}"));
    let mut news = News::new(id, &title, Clock::system().now());
    news.summary = sentence(&said[2..14]);
    news
}

/// What reached one channel so far, taken in as it comes.
#[derive(Default)]
struct Arrived {
    /// Messages, repeats included.
    messages: usize,
    /// The bytes under each id: a repeat has the same.
    told: BTreeMap<String, Vec<u8>>,
    /// Ids of the news told, and by which message.
    news: BTreeMap<String, String>,
}

impl Arrived {
    fn take(&mut self, id: &str, body: &[u8], news: BTreeSet<String>) {
        self.messages += 1;
        for one in news {
            let teller = self.news.entry(one).or_insert_with(|| id.to_owned());
            assert_eq!(teller, id, "told under two ids: not a repeat but a second message");
        }
        let first = self.told.entry(id.to_owned()).or_insert_with(|| body.to_vec());
        assert_eq!(String::from_utf8_lossy(first), String::from_utf8_lossy(body), "same id, same bytes");
    }

    fn repeats(&self) -> usize {
        self.messages - self.told.len()
    }

    fn lacks<'n>(&self, news: &'n [News]) -> Vec<&'n News> {
        news.iter().filter(|one| !self.news.contains_key(&one.id)).collect()
    }

    /// What came by webhook since the last time.
    fn hear_hooks(&mut self, house: &TestApp) {
        for hook in house.receiver.hooks_after(self.messages) {
            let news = hook.titles().into_iter().filter_map(|title| title.split(' ').nth(1));
            let news = news.map(str::to_owned).collect();
            self.take(&hook.id, hook.body.to_string().as_bytes(), news);
        }
    }

    /// What came by mail since the last time.
    fn hear_mails(&mut self, mailbox: &SmtpServer) {
        for mail in mailbox.mails_after(self.messages) {
            assert_eq!(mail.to, ["desk@example.org"]);
            let parsed = mail_parser::MessageParser::default().parse(&mail.bytes).expect("a mail");
            let id = parsed.message_id().expect("a Message-ID").to_owned();
            let text = parsed.body_text(0).expect("a text part");
            let is_id = |word: &&str| {
                word.starts_with('r') && word[1..].bytes().all(|b| b.is_ascii_digit() || b == b'n')
            };
            let news = text.split_whitespace().filter(|word| word.len() > 1).filter(is_id);
            let news = news.map(str::to_owned).collect();
            drop(parsed);
            self.take(&id, &mail.bytes, news);
        }
    }
}
