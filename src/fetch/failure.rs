//! Errors of the HTTP library to the names people see. No address, header or body gets into them.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError};

use super::guard::{LookupError, refused};
use crate::feed::FailureReason;

/// The name of a failure, found by the types in the chain of causes, not by their texts.
///
/// `while_reading` says that the status and the headers had come.
pub(super) fn reason(error: &reqwest::Error, while_reading: bool) -> FailureReason {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    let mut io_kind = None;
    while let Some(current) = cause {
        if let Some(lookup) = current.downcast_ref::<LookupError>() {
            return match lookup {
                LookupError::NotFound => FailureReason::Dns(lookup.to_string()),
                LookupError::NoAnswer => FailureReason::Resolver,
                LookupError::Refused(class) => refused(&format!("the name leads to {class}")),
            };
        }
        if let Some(tls) = current.downcast_ref::<rustls::Error>() {
            return FailureReason::Tls(tls_text(tls));
        }
        if let Some(io) = current.downcast_ref::<io::Error>() {
            io_kind = Some(io.kind());
            // `source` of an I/O error skips the error it wraps: rustls hides there.
            if let Some(inner) = io.get_ref() {
                cause = Some(inner);
                continue;
            }
        }
        cause = current.source();
    }
    by_kind(error, io_kind, while_reading)
}

/// What fails on the way to a proxy, of which the address that was asked for knows nothing.
pub(super) fn at_proxy(reason: FailureReason) -> FailureReason {
    match reason {
        FailureReason::Connect(why) => FailureReason::Proxy(why),
        FailureReason::Dns(why) => FailureReason::ProxyName(why),
        FailureReason::Resolver => FailureReason::ProxyName(LookupError::NoAnswer.to_string()),
        other => other,
    }
}

fn by_kind(error: &reqwest::Error, io_kind: Option<io::ErrorKind>, while_reading: bool) -> FailureReason {
    let text = io_kind.map(io_text);
    if error.is_timeout() {
        let stage = match (error.is_connect(), while_reading) {
            (true, _) => "no connection in time",
            (false, false) => "connected, but no first byte of an answer in time",
            (false, true) => "the answer began, but its body did not end in time",
        };
        FailureReason::Timeout(stage.to_owned())
    } else if error.is_connect() {
        FailureReason::Connect(text.unwrap_or("could not be made").to_owned())
    } else if error.is_body() || error.is_decode() {
        FailureReason::Body("cut short or its encoding is broken".to_owned())
    } else if error.is_builder() {
        FailureReason::Unusable("the request cannot be written: check its headers and address".to_owned())
    } else {
        FailureReason::Connect(text.unwrap_or("closed without an answer, or not an HTTP server").to_owned())
    }
}

fn io_text(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::ConnectionRefused => "refused",
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => "reset by the server",
        io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof => "closed by the server",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "host unreachable",
        io::ErrorKind::TimedOut => "timed out",
        _ => "failed",
    }
}

fn tls_text(error: &rustls::Error) -> String {
    let text = match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "the certificate has expired"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "the certificate is not valid yet"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "the certificate is for another name"
            }
            CertificateError::UnknownIssuer => "the certificate's issuer is not trusted",
            CertificateError::Revoked => "the certificate was revoked",
            _ => "the certificate is not valid",
        },
        rustls::Error::AlertReceived(
            AlertDescription::HandshakeFailure | AlertDescription::ProtocolVersion,
        ) => "no common protocol version or cipher",
        rustls::Error::AlertReceived(_) => "the server refused the handshake",
        _ => "the handshake failed",
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use rustls::{AlertDescription, CertificateError, Error};

    use super::tls_text;

    #[test]
    fn what_is_wrong_with_a_certificate_is_said() {
        let certificate = |error| tls_text(&Error::InvalidCertificate(error));
        for (said, expected) in [
            (certificate(CertificateError::Expired), "the certificate has expired"),
            (certificate(CertificateError::NotValidYet), "the certificate is not valid yet"),
            (certificate(CertificateError::NotValidForName), "the certificate is for another name"),
            (certificate(CertificateError::UnknownIssuer), "the certificate's issuer is not trusted"),
            (certificate(CertificateError::Revoked), "the certificate was revoked"),
            (certificate(CertificateError::BadEncoding), "the certificate is not valid"),
            (
                tls_text(&Error::AlertReceived(AlertDescription::ProtocolVersion)),
                "no common protocol version or cipher",
            ),
            (
                tls_text(&Error::AlertReceived(AlertDescription::AccessDenied)),
                "the server refused the handshake",
            ),
            (tls_text(&Error::DecryptError), "the handshake failed"),
        ] {
            assert_eq!(said, expected);
        }
    }
}
