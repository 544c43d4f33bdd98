//! The demo's own press: fictional publications on loopback, each under a name of its own.
//!
//! Everything it says stands in `seeds/articles`. It has two rounds: the second one adds articles, copies and a
//! correction, as if some time had passed.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::Context as _;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use quick_xml::escape::escape;
use serde::Deserialize;

use super::feeds;
use crate::model::{Name, Timestamp};

macro_rules! pages {
    ($($file:literal)+) => {
        &[$(($file, include_bytes!(concat!("../../../seeds/articles/", $file)).as_slice())),+]
    };
}

/// Every page, by its file under `seeds/articles`.
const PAGES: &[(&str, &[u8])] = pages![
    "channel-courier/fuel-depot.html"
    "channel-courier/household-defence-budget.html"
    "channel-courier/launchers-corrected.html"
    "channel-courier/launchers.html"
    "courtside/gulls-air-defense.html"
    "courtside/patriots-opener.html"
    "denik-majak/letiste.html"
    "echo-du-large/otan-chatham-house.html"
    "faro-di-ponente/spese-militari.html"
    "faro-di-ponente/tenore.html"
    "fyrbladet/fyrhamn.html"
    "fyrbladet/luftvarn.html"
    "hafenblatt/drohnenrennen.html"
    "hafenblatt/flugabwehr.html"
    "harbour-post/fuel-depot.html"
    "kurier-latarnia/obrona-przeciwlotnicza.html"
    "kurier-latarnia/schron.html"
    "la-atalaya/gasto-en-defensa.html"
    "la-atalaya/sed-del-vinedo.html"
    "le-phare/ballet-de-drones.html"
    "le-phare/otan-chatham-house.html"
    "mayak-pivdnia/nichna-ataka.html"
    "o-farol/portos.html"
    "severny-vestnik/byudzhet.html"
    "severny-vestnik/nerpa.html"
    "tidewire/fuel-depot.html"
    "todai-nippo/misaki.html"
    "zeewacht/navo-top.html"
];

const MANIFEST: &str = include_str!("../../../seeds/articles/press.toml");

/// `seeds/articles/press.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) publications: Vec<Publication>,
    pub(super) articles: Vec<Piece>,
}

/// A fictional publication.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Publication {
    pub(super) key: Name,
    pub(super) name: String,
    /// First label of its host.
    pub(super) host: String,
    pub(super) language: String,
    pub(super) country: String,
    pub(super) groups: Vec<String>,
    pub(super) feed: FeedFormat,
}

/// The form of a publication's feed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FeedFormat {
    Rss,
    Atom,
    Rdf,
}

/// One article, as its publication's feed announces it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Piece {
    pub(super) publication: Name,
    /// Its page, under `seeds/articles`.
    pub(super) file: String,
    /// On its site.
    pub(super) path: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) author: String,
    /// When it appeared, in minutes before the press opened.
    pub(super) minutes_ago: u32,
    /// The round that brings it.
    pub(super) round: u8,
    /// The topics it is about; none for a hard negative.
    pub(super) topics: Vec<Name>,
    #[serde(default = "utf8")]
    pub(super) charset: String,
    /// What its page answers.
    #[serde(default = "ok")]
    pub(super) status: u16,
    /// The file whose text it takes over.
    pub(super) copy_of: Option<String>,
    /// The file whose event it tells in its own words.
    pub(super) event_of: Option<String>,
    /// The file it puts right, at the same address.
    pub(super) corrects: Option<String>,
}

fn utf8() -> String {
    "utf-8".to_owned()
}

const fn ok() -> u16 {
    200
}

/// The press at work; it closes when it is dropped.
#[derive(Debug)]
pub(super) struct Press {
    newsroom: Arc<Newsroom>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Debug)]
struct Newsroom {
    manifest: Manifest,
    opened_at: Timestamp,
    port: u16,
    round: AtomicU8,
}

impl Press {
    /// Opens the press on a free port of 127.0.0.1, in its first round.
    pub(super) async fn open(now: Timestamp) -> anyhow::Result<Self> {
        let manifest: Manifest =
            toml::from_str(MANIFEST).context("seeds/articles/press.toml, as built into this program")?;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let newsroom = Arc::new(Newsroom { manifest, opened_at: now, port, round: AtomicU8::new(1) });
        let app = Router::new().fallback(serve).with_state(Arc::clone(&newsroom));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                tracing::error!(%error, "the demo's press stopped");
            }
        });
        Ok(Self { newsroom, server })
    }

    /// Goes to press again: everything of the second round appears.
    pub(super) fn second_round(&self) {
        self.newsroom.round.store(2, Ordering::SeqCst);
    }

    pub(super) fn manifest(&self) -> &Manifest {
        &self.newsroom.manifest
    }

    /// The address of a path of a publication.
    pub(super) fn url(&self, publication: &Publication, path: &str) -> String {
        format!("{}{path}", self.newsroom.base(publication))
    }

    /// The address of an article.
    pub(super) fn url_of(&self, piece: &Piece) -> String {
        self.newsroom.publication_of(piece).map_or_else(String::new, |p| self.url(p, &piece.path))
    }

    /// The page that lists all publications.
    pub(super) fn front(&self) -> String {
        format!("http://127.0.0.1:{}/", self.newsroom.port)
    }
}

impl Drop for Press {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Newsroom {
    fn base(&self, publication: &Publication) -> String {
        format!("http://{}.localhost:{}", publication.host, self.port)
    }

    fn publication_of(&self, piece: &Piece) -> Option<&Publication> {
        self.manifest.publications.iter().find(|p| p.key == piece.publication)
    }

    /// What a publication has on its site in this round: of two versions at one address, the later.
    fn pieces_of(&self, publication: &Publication) -> Vec<&Piece> {
        let round = self.round.load(Ordering::SeqCst);
        let out: Vec<&Piece> = self
            .manifest
            .articles
            .iter()
            .filter(|p| p.publication == publication.key && p.round <= round)
            .collect();
        let is_replaced = |old: &Piece| out.iter().any(|new| new.corrects.as_deref() == Some(&*old.file));
        out.iter().copied().filter(|piece| !is_replaced(piece)).collect()
    }

    fn feed(&self, publication: &Publication) -> (String, &'static str) {
        let base = self.base(publication);
        let entries: Vec<feeds::Entry<'_>> = self
            .pieces_of(publication)
            .into_iter()
            .map(|piece| feeds::Entry {
                link: format!("{base}{}", piece.path),
                title: &piece.title,
                summary: &piece.summary,
                author: &piece.author,
                published: self.published(piece),
                updated: self.modified(piece),
            })
            .collect();
        feeds::write(publication, &base, self.opened_at, &entries)
    }

    fn published(&self, piece: &Piece) -> Timestamp {
        Timestamp::from_millis(self.opened_at.millis() - i64::from(piece.minutes_ago) * 60_000)
    }

    /// A correction was made when the press opened, anything else never touched again.
    fn modified(&self, piece: &Piece) -> Timestamp {
        if piece.corrects.is_some() { self.opened_at } else { self.published(piece) }
    }

    /// A page with its dates and its own address filled in.
    fn page(&self, publication: &Publication, piece: &Piece) -> Response {
        let Some((_, bytes)) = PAGES.iter().find(|(file, _)| *file == piece.file) else {
            return (StatusCode::INTERNAL_SERVER_ERROR, format!("`{}` is not built in", piece.file))
                .into_response();
        };
        let status = StatusCode::from_u16(piece.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status != StatusCode::OK {
            return (status, "Please come back later.").into_response();
        }
        let published = self.published(piece);
        let date = published.to_utc().format("%Y %m %d %H %M").to_string();
        let mut fields = vec![
            ("iso".to_owned(), published.to_string()),
            ("modified".to_owned(), self.modified(piece).to_string()),
            ("base".to_owned(), self.base(publication)),
        ];
        let names = ["year", "month", "day", "hour", "minute"];
        fields.extend(names.into_iter().map(str::to_owned).zip(date.split(' ').map(str::to_owned)));
        let content_type = format!("text/html; charset={}", piece.charset);
        ([(header::CONTENT_TYPE, content_type)], fill_in(bytes, &fields)).into_response()
    }

    fn front(&self) -> String {
        let publications = &self.manifest.publications;
        let links = publications.iter().map(|p| (self.base(p), format!("{} ({})", p.name, p.language)));
        index("en", "The demo's press", links)
    }

    fn site_front(&self, publication: &Publication) -> String {
        let pieces = self.pieces_of(publication);
        let links = pieces.into_iter().map(|piece| (piece.path.clone(), piece.title.clone()));
        index(&publication.language, &publication.name, links)
    }
}

/// A page of links.
fn index(language: &str, title: &str, links: impl Iterator<Item = (String, String)>) -> String {
    let mut page = format!(
        "<!DOCTYPE html><html lang=\"{language}\"><meta charset=utf-8><title>{title}</title><h1>{title}</h1><ul>",
        title = escape(title)
    );
    for (address, text) in links {
        let _ = write!(page, "<li><a href=\"{}\">{}</a></li>", escape(&*address), escape(&*text));
    }
    page + "</ul>"
}

/// Replaces `{{name}}` by a value. Works on bytes, because a page may be in any charset that contains ASCII.
fn fill_in(page: &[u8], fields: &[(String, String)]) -> Vec<u8> {
    let mut out = Vec::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = memchr::memmem::find(rest, b"{{") {
        let (before, tail) = rest.split_at(at);
        out.extend_from_slice(before);
        let field = memchr::memmem::find(tail, b"}}").and_then(|end| {
            let name = &tail[2..end];
            fields.iter().find(|(n, _)| n.as_bytes() == name).map(|(_, value)| (value, end + 2))
        });
        let used = if let Some((value, used)) = field {
            out.extend_from_slice(value.as_bytes());
            used
        } else {
            out.extend_from_slice(b"{{");
            2
        };
        rest = &tail[used..];
    }
    out.extend_from_slice(rest);
    out
}

async fn serve(State(newsroom): State<Arc<Newsroom>>, request: Request) -> Response {
    let header_text = |name| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let label = header_text(header::HOST).split('.').next().unwrap_or_default();
    let Some(publication) = newsroom.manifest.publications.iter().find(|p| p.host == label) else {
        return axum::response::Html(newsroom.front()).into_response();
    };
    match request.uri().path() {
        "/" => axum::response::Html(newsroom.site_front(publication)).into_response(),
        "/robots.txt" => "User-agent: *\nDisallow: /search\n".into_response(),
        "/feed" => {
            let (xml, content_type) = newsroom.feed(publication);
            let tag = format!("\"{}\"", crate::model::Hash16::of(xml.as_bytes()));
            if header_text(header::IF_NONE_MATCH) == tag {
                return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
            }
            ([(header::CONTENT_TYPE, content_type.to_owned()), (header::ETAG, tag)], xml).into_response()
        }
        path => match newsroom.pieces_of(publication).into_iter().find(|p| p.path == path) {
            Some(piece) => newsroom.page(publication, piece),
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}
