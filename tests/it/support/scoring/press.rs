//! The server: one listener a host on loopback, answers by kind and time, every request shown to the judge.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use futures_util::StreamExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use vigie::clock::Clock;
use vigie::model::Timestamp;

use super::answers::{Payload, Reply, answer};
use super::judge::{FeedRule, Judge, Limits, Said, Seen, What};
use super::kinds::Kind;
use super::news::Paper;

/// One feed of the press, and where it stands.
#[derive(Clone, Debug)]
pub struct Stand {
    pub paper: Paper,
    pub every: Duration,
    /// `127.x.y.z`
    pub host: String,
    /// `http://127.x.y.z:port`
    pub base: String,
    /// Where its pages are read in the end.
    pub pages: String,
}

/// The press; it stops when it is dropped.
pub struct ScoringPress {
    pub floor: Arc<Floor>,
    _servers: JoinSet<()>,
}

/// What all hosts share.
#[derive(Debug)]
pub struct Floor {
    clock: Clock,
    pub stands: Vec<Stand>,
    judge: Mutex<Judge>,
    states: Mutex<Vec<FeedState>>,
    /// Requests to each host without an answer, with the moment they came by the machine's clock.
    open: Mutex<HashMap<String, Vec<(u64, Instant)>>>,
    /// How long the reader waits for an answer.
    patience: Duration,
    pub requests: AtomicU64,
}

/// What the press remembers of a feed.
#[derive(Clone, Debug, Default)]
pub struct FeedState {
    /// Requests for its first address.
    pub asked: u32,
    /// The last whole body.
    pub last_body: Option<Vec<u8>>,
}

/// How many hosts one kind's neighbours share, so that silence asked for by one is kept by the others.
const NEIGHBOURS: usize = 2;

/// The feeds of a press: every kind in turn, those that throttle with plain neighbours on their host.
fn plan(feeds: usize) -> Vec<(Kind, usize)> {
    let mut stands: Vec<(Kind, usize)> = Vec::with_capacity(feeds);
    let mut host = 0;
    // Each kind once at least.
    while stands.len() < feeds.max(1) {
        for kind in Kind::ALL {
            let throttles = matches!(
                kind,
                Kind::Throttled429
                    | Kind::Throttled503Date
                    | Kind::Throttled429Bare
                    | Kind::ThrottledOtherClock
            );
            stands.push((*kind, host));
            for _ in 0..if throttles { NEIGHBOURS } else { 0 } {
                stands.push((Kind::Plain, host));
            }
            host += 1;
        }
    }
    stands
}

impl ScoringPress {
    /// Opens at least `feeds` feeds under a clock; `patience` is the reader's time-out.
    pub async fn start(clock: Clock, feeds: usize, user_agent: &str, patience: Duration) -> Self {
        let plan = plan(feeds);
        let hosts = plan.last().map_or(0, |(_, host)| host + 1);
        let (mut listeners, mut bases) = (Vec::new(), Vec::new());
        for host in 0..hosts {
            let address = format!("127.{}.{}.1", 10 + host / 200, 1 + host % 200);
            let listener = TcpListener::bind((address.as_str(), 0)).await.expect("a loopback address");
            bases.push((address, format!("http://{}", listener.local_addr().expect("an address"))));
            listeners.push(listener);
        }
        let began = clock.now();
        let stands: Vec<Stand> = plan
            .into_iter()
            .enumerate()
            .map(|(number, (kind, host))| {
                let (address, base) = bases[host].clone();
                let elsewhere = bases[(host + 1) % bases.len()].1.clone();
                let pages = if kind == Kind::PagesElsewhere { elsewhere } else { base.clone() };
                let every = Duration::from_mins(kind.every(number));
                Stand { paper: Paper { number, kind, began }, every, host: address, base, pages }
            })
            .collect();
        let rule = |stand: &Stand| {
            let paper = stand.paper;
            let adaptive = paper.kind.is_adaptive().then(|| paper.period());
            FeedRule { every: stand.every, skips: paper.kind.skips(), adaptive }
        };
        let rules = stands.iter().map(rule).collect();
        let limits = Limits { gap: Duration::from_secs(1), user_agent: user_agent.to_owned() };
        let floor = Arc::new(Floor {
            clock,
            states: Mutex::new(vec![FeedState::default(); stands.len()]),
            stands,
            judge: Mutex::new(Judge::new(limits, rules)),
            open: Mutex::default(),
            patience,
            requests: AtomicU64::new(0),
        });
        let mut servers = JoinSet::new();
        for (listener, (host, _)) in listeners.into_iter().zip(bases) {
            let house = House { floor: Arc::clone(&floor), host };
            let doors = Doors { listener, house: house.clone() };
            let app = Router::new().fallback(serve).with_state(house);
            servers.spawn(async move { axum::serve(doors, app).await.expect("the press serves") });
        }
        Self { floor, _servers: servers }
    }

    pub fn judge(&self) -> MutexGuard<'_, Judge> {
        self.floor.judge.lock().expect("no panic while judging")
    }
}

impl Floor {
    fn day_and_hour(&self, at: Timestamp) -> (u64, u64) {
        let hours = at.since(self.stands[0].paper.began).as_secs() / 3600;
        (hours / 24, hours % 24)
    }

    /// Notes a request; how many others to its host have no answer.
    fn enter(self: &Arc<Self>, host: &str) -> (Ticket, usize) {
        let id = self.requests.fetch_add(1, Ordering::SeqCst);
        let mut open = self.open.lock().expect("no panic");
        let here = open.entry(host.to_owned()).or_default();
        // A reader that has given up may be noticed a moment later.
        here.retain(|(_, since)| since.elapsed() < self.patience * 3 / 4);
        let others = here.len();
        here.push((id, Instant::now()));
        (Ticket { floor: Arc::clone(self), host: host.to_owned(), id }, others)
    }

    /// What a path of a host is, and the stand it belongs to.
    fn find(&self, host: &str, path: &str, at: Timestamp) -> (What, Option<usize>) {
        if path == "/robots.txt" {
            return (What::Robots, self.stands.iter().position(|stand| stand.host == host));
        }
        let mut parts = path.trim_start_matches('/').split('/');
        let kind = parts.next().unwrap_or_default();
        let number = parts.next().and_then(|text| text.parse::<usize>().ok());
        let third = parts.next().and_then(|text| text.parse::<u64>().ok());
        let (Some(number), Some(stand)) = (number, number.and_then(|n| self.stands.get(n))) else {
            return (What::Other, None);
        };
        match (kind, third) {
            ("f", third) if stand.host == host => {
                let address = usize::try_from(third.unwrap_or(0)).unwrap_or(usize::MAX);
                (What::Feed { feed: number, address }, Some(number))
            }
            ("p" | "q", Some(item)) => {
                let version = stand.paper.item(item, at).version;
                let forbidden = stand.paper.kind == Kind::PagesForbidden;
                (What::Page { version, forbidden }, Some(number))
            }
            _ => (What::Other, None),
        }
    }
}

/// A request without an answer.
struct Ticket {
    floor: Arc<Floor>,
    host: String,
    id: u64,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(here) = self.floor.open.lock().expect("no panic").get_mut(&self.host) {
            here.retain(|(id, _)| *id != self.id);
        }
    }
}

/// One host.
#[derive(Clone)]
struct House {
    floor: Arc<Floor>,
    host: String,
}

/// Drops connections before a word is said, where the host's kind does.
struct Doors {
    listener: TcpListener,
    house: House,
}

impl axum::serve::Listener for Doors {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, address)) = self.listener.accept().await else { continue };
            let floor = &self.house.floor;
            let (day, hour) = floor.day_and_hour(floor.clock.now());
            let closed = floor
                .stands
                .iter()
                .find(|stand| stand.host == self.house.host)
                .is_some_and(|stand| stand.paper.kind.closed(day, hour));
            if !closed {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

async fn serve(State(house): State<House>, request: Request) -> Response {
    let floor = &house.floor;
    let at = floor.clock.now();
    let (day, hour) = floor.day_and_hour(at);
    let (ticket, others_in_flight) = floor.enter(&house.host);
    let (path, query) = (request.uri().path().to_owned(), request.uri().query().map(str::to_owned));
    let (what, stand) = floor.find(&house.host, &path, at);
    let seen = Seen {
        at,
        host: &house.host,
        path: &path,
        query: query.as_deref(),
        headers: request.headers(),
        what: what.clone(),
        others_in_flight,
    };
    let reply = {
        let mut judge = floor.judge.lock().expect("no panic while judging");
        judge.asked(&seen);
        let mut states = floor.states.lock().expect("no panic");
        let reply = match stand {
            Some(number) => {
                let stand = &floor.stands[number];
                let mut state = states[number].clone();
                let reply = answer(stand, &mut state, &what, &path, request.headers(), (at, day, hour));
                // An answer that nobody hears is not the one before the next.
                if !judge.is_unheard() {
                    states[number] = state;
                }
                reply
            }
            None => Reply::status(404),
        };
        tell(&mut judge, &house.host, &path, &what, at, &reply);
        reply
    };
    let mute = matches!(reply.payload, Payload::Mute);
    if mute {
        std::future::pending::<()>().await;
    }
    into_response(reply, ticket, at)
}

/// Tells the judge what was answered.
fn tell(judge: &mut Judge, host: &str, path: &str, what: &What, at: Timestamp, reply: &Reply) {
    if let Said::Throttled { wait } = &reply.said {
        judge.silence(host, at, *wait);
    }
    match what {
        What::Feed { feed, address } => judge.answered(*feed, *address, at, &reply.said),
        What::Page { version, .. } if reply.status != 200 => judge.page_failed(host, path, *version),
        What::Robots if reply.status >= 500 => judge.robots_failed(host),
        _ => {}
    }
}

fn into_response(reply: Reply, ticket: Ticket, at: Timestamp) -> Response {
    let body = match reply.payload {
        Payload::Whole(bytes) => Body::from(bytes),
        Payload::Stalled(bytes) => {
            // The ticket lives as long as the silence.
            let silence = futures_util::stream::poll_fn(move |_| {
                let _ = &ticket;
                std::task::Poll::Pending
            });
            let start = futures_util::stream::once(async move { Ok::<_, Infallible>(Bytes::from(bytes)) });
            Body::from_stream(start.chain(silence))
        }
        Payload::Broken(bytes) => {
            let mut waited = false;
            let broken = futures_util::stream::poll_fn(move |context| {
                if std::mem::replace(&mut waited, true) {
                    return std::task::Poll::Ready(Some(Err(std::io::Error::other("cut as planned"))));
                }
                context.waker().wake_by_ref();
                std::task::Poll::Pending
            });
            Body::from_stream(futures_util::stream::once(async move { Ok(Bytes::from(bytes)) }).chain(broken))
        }
        Payload::Mute => Body::empty(),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).expect("a status");
    let headers = response.headers_mut();
    headers.insert("date", HeaderValue::from_str(&super::news::http_date(at)).expect("a date"));
    for (name, value) in reply.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).expect("a header value"));
    }
    response
}

/// Headers for the judge's own tests.
pub fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        map.insert(*name, HeaderValue::from_str(value).expect("a header value"));
    }
    map
}
