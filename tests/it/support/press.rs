//! A press on loopback whose answers a test scripts, and which remembers every request.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use vigie::clock::Clock;
use vigie::model::Timestamp;

/// A server on loopback; it stops when it is dropped.
#[derive(Debug)]
pub struct Press {
    base: String,
    desk: Arc<Desk>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Debug)]
struct Desk {
    clock: Clock,
    /// By path and query. The last answer of a queue is given again and again.
    answers: Mutex<HashMap<String, VecDeque<Answer>>>,
    requests: Mutex<Vec<Seen>>,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When, on the press's clock.
    pub at: Timestamp,
    pub method: Method,
    /// Path and query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    /// A header as text; empty when it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header in ASCII"))
    }
}

/// What the press says.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Script,
}

#[derive(Clone, Debug)]
enum Script {
    Whole(Bytes),
    /// The same bytes again and again.
    Endless(Bytes),
    /// These bytes, then silence with the connection open.
    Stalled(Bytes),
    /// These bytes, then the connection breaks.
    Broken(Bytes),
    /// Not even a status line.
    Mute,
}

impl Answer {
    pub fn status(code: u16) -> Self {
        let status = StatusCode::from_u16(code).expect("a status");
        Self { status, headers: HeaderMap::new(), body: Script::Whole(Bytes::new()) }
    }

    /// 200 with a whole body.
    pub fn ok(body: impl Into<Bytes>) -> Self {
        Self::status(200).body(body)
    }

    pub fn redirect(code: u16, to: &str) -> Self {
        Self::status(code).header("location", to)
    }

    /// 200 whose body never ends.
    pub fn endless(chunk: impl Into<Bytes>) -> Self {
        Self { body: Script::Endless(chunk.into()), ..Self::status(200) }
    }

    /// 200 that stops talking after `start`.
    pub fn stalled(start: impl Into<Bytes>) -> Self {
        Self { body: Script::Stalled(start.into()), ..Self::status(200) }
    }

    /// 200 that announces a longer body than it sends, then breaks the connection.
    pub fn cut(start: impl Into<Bytes>) -> Self {
        let start = start.into();
        let announced = (start.len() + 100).to_string();
        Self { body: Script::Broken(start), ..Self::status(200) }.header("content-length", &announced)
    }

    /// Takes the request and never answers.
    pub fn mute() -> Self {
        Self { body: Script::Mute, ..Self::status(200) }
    }

    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Script::Whole(body.into());
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        self.headers.append(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }

    /// A header whose value is no text.
    pub fn header_bytes(mut self, name: &str, value: &[u8]) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        self.headers.append(name, HeaderValue::from_bytes(value).expect("a header value"));
        self
    }

    pub fn content_type(self, value: &str) -> Self {
        self.header("content-type", value)
    }

    /// The body packed with gzip and named so.
    pub fn gzip(self, body: &[u8]) -> Self {
        self.header("content-encoding", "gzip").body(gzip(body))
    }

    fn into_response(self) -> Response {
        let body = match self.body {
            Script::Whole(bytes) => Body::from(bytes),
            Script::Endless(bytes) => stream_body(stream::repeat(bytes).boxed()),
            Script::Stalled(bytes) => stream_body(
                stream::once(async move { bytes }).chain(stream::poll_fn(|_| Poll::Pending)).boxed(),
            ),
            Script::Broken(bytes) => {
                // The server writes what it has only when its body makes it wait.
                let mut waited = false;
                let broken = stream::poll_fn(move |context| {
                    if std::mem::replace(&mut waited, true) {
                        return Poll::Ready(Some(Err(std::io::Error::other("cut as the test asked"))));
                    }
                    context.waker().wake_by_ref();
                    Poll::Pending
                });
                Body::from_stream(stream::once(async move { Ok(bytes) }).chain(broken))
            }
            Script::Mute => unreachable!("a mute press gives no response"),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

fn stream_body(chunks: BoxStream<'static, Bytes>) -> Body {
    Body::from_stream(chunks.map(Ok::<_, Infallible>))
}

/// Packs bytes as a `.gz` file.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

impl Press {
    /// Opens on a free port of 127.0.0.1 under the machine's clock.
    pub async fn start() -> Self {
        Self::open("127.0.0.1", Clock::system()).await
    }

    /// Opens on a free port of a loopback address (each of 127.0.0.0/8 is a host of its own).
    pub async fn open(address: &str, clock: Clock) -> Self {
        let listener = tokio::net::TcpListener::bind((address, 0)).await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let desk = Arc::new(Desk { clock, answers: Mutex::default(), requests: Mutex::default() });
        let app = Router::new().fallback(serve).with_state(Arc::clone(&desk));
        let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("the press serves") });
        Self { base, desk, server }
    }

    /// The address of a path on this press.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// What `path` (with its query) answers from now on.
    pub fn answer(&self, path: &str, answer: Answer) {
        self.answers(path, [answer]);
    }

    /// What `path` answers, one after another; the last one stays.
    pub fn answers(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        self.desk.answers.lock().unwrap().insert(path.to_owned(), answers.into_iter().collect());
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Seen> {
        self.desk.requests.lock().unwrap().clone()
    }

    /// The requests for one path so far.
    pub fn requests_for(&self, path: &str) -> Vec<Seen> {
        self.requests().into_iter().filter(|seen| seen.path == path).collect()
    }

    /// The latest request.
    #[track_caller]
    pub fn last(&self) -> Seen {
        self.requests().pop().expect("a request came")
    }
}

impl Drop for Press {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20).await.unwrap_or_default();
    let path = head.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let answer = {
        let mut answers = desk.answers.lock().unwrap();
        let queue = answers.get_mut(&path);
        queue.and_then(|q| if q.len() > 1 { q.pop_front() } else { q.front().cloned() })
    };
    let at = desk.clock.now();
    let brought = head.headers.get(header::IF_NONE_MATCH).cloned();
    desk.requests.lock().unwrap().push(Seen { at, method: head.method, path, headers: head.headers, body });
    let answer = answer.unwrap_or_else(|| Answer::status(404));
    if matches!(answer.body, Script::Mute) {
        std::future::pending::<()>().await;
    }
    if brought.is_some() && brought.as_ref() == answer.headers.get(header::ETAG) {
        // As real servers do: the validator a client brings back makes the answer a 304.
        let mut unchanged = answer;
        unchanged.body = Script::Whole(Bytes::new());
        unchanged.status = StatusCode::NOT_MODIFIED;
        return unchanged.into_response();
    }
    answer.into_response()
}
