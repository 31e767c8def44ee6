/// Why a webhook is not taken. Carries nothing of what it said.
public enum WebhookError: Error, Sendable, Hashable {
  /// No secret was given, and `OPENAI_WEBHOOK_SECRET` is not set.
  case missingSecret
  /// The secret is empty, or what follows its `whsec_` is no base64.
  case invalidSecret
  /// A header field of the signature is not there, or is there twice. Its name.
  case missingHeader(String)
  /// `webhook-id` has more bytes than ``WebhookReceiver/maximumIDByteCount``.
  case idTooLong
  /// `webhook-timestamp` is no whole number of seconds.
  case invalidTimestamp
  /// It was sent more than ``WebhookReceiver/toleranceSeconds`` ago.
  case tooOld
  /// It says to be sent more than ``WebhookReceiver/toleranceSeconds`` from now.
  case tooNew
  /// None of its signatures is that of its body under this secret.
  case invalidSignature
  /// It has come before.
  case replayed
  /// It is signed, and its body is no event.
  case malformed
}

extension WebhookError: CustomStringConvertible {
  /// What happened, and what to do about it.
  public var description: String {
    switch self {
    case .missingSecret: "there is no webhook secret: pass one, or set OPENAI_WEBHOOK_SECRET"
    case .invalidSecret: "the webhook secret cannot be used: copy it once more, whsec_ included"
    case .missingHeader(let name): "the header \(name) of the webhook is missing or repeated: pass all headers on"
    case .idTooLong: "the webhook's id is longer than any of the service's"
    case .invalidTimestamp: "the webhook's time stamp is no whole number of seconds"
    case .tooOld: "the webhook is too old: check the clock of this machine, and what held the request up"
    case .tooNew: "the webhook is too new: check the clock of this machine"
    case .invalidSignature:
      "no signature of the webhook is right: check the secret, and that the body is the bytes that came"
    case .replayed: "the webhook has come before: it was taken then"
    case .malformed: "the webhook is signed, and no event: update this package"
    }
  }

  /// The HTTP status for whoever sent it: 400; 200 for one that was taken before, so that it is not sent again; 500
  /// where this side has no secret.
  public var status: Int {
    switch self {
    case .replayed: 200
    case .missingSecret, .invalidSecret: 500
    case .missingHeader, .idTooLong, .invalidTimestamp, .tooOld, .tooNew, .invalidSignature, .malformed: 400
    }
  }
}
