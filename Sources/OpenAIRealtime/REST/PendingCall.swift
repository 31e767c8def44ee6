internal import RealtimeBuffers
internal import WebSocketTransport

/// A call of the REST API on its way: asks for the key, makes the attempts, and waits between them. Loop-bound.
///
/// Keeps the loop running until it is over, and ends in exactly one call of the completion, not before `start` returns.
final class PendingCall<Value: Sendable>: ConnectionCancellation.Target {
  typealias Completion = (Result<Value, any Error>) -> Void

  /// What every attempt is made from.
  private struct Plan {
    let call: RESTCall<Value>
    let url: RealtimeURL
    let options: RESTOptions
    let isAzure: Bool
    let credential: RealtimeCredential
    let timeLimits: HTTPRequest.TimeLimits
    /// By the loop's clock.
    let deadline: Duration?
  }

  private let loop: EventLoop
  private var completion: Completion?
  private var keyRequest: KeyRequest?
  private var attempt: ConnectionCancellation?
  private var attemptCount = 0
  private var timer: LoopTimer?

  init(on loop: EventLoop, _ completion: @escaping Completion) {
    self.loop = loop
    self.completion = completion
  }

  func start(_ call: RESTCall<Value>, to service: RESTService, _ options: RESTOptions) throws {
    let credential = try service.credential()
    let url = try service.url(of: call.path, options)
    loop.whenClosing(self) { self.cancelConnection() }
    let request = KeyRequest(on: loop, limit: options.connection.apiKeyTimeLimit)
    keyRequest = request
    request.start(credential.key) { result in
      switch result {
      case .failure(let error): self.finish(.failure(error))
      case .success(let secret):
        let limits = options.timeLimits ?? call.timeLimits
        self.send(
          Plan(
            call: call, url: url, options: options, isAzure: service.isAzure,
            credential: credential.presenting(secret), timeLimits: limits,
            deadline: limits.total.map { self.loop.now + $0.addable }))
      }
    }
  }

  /// Ends later in the tick, before anything was sent.
  func fail(_ error: any Error) { loop.enqueueLocally { self.finish(.failure(error)) } }

  func cancelConnection() { finish(.failure(CancellationError())) }

  // MARK: Attempts

  private func send(_ plan: Plan) {
    guard completion != nil else { return }
    let headers = plan.call.headers(
      attempt: attemptCount, plan.options, isAzure: plan.isAzure, ProcessEnvironment.value)
    let caller = plan.options.connection.headers
    var request = plan.call.request(to: plan.url, headers, caller: caller, credential: plan.credential)
    request.timeLimits = plan.timeLimits
    request.timeLimits.total = plan.deadline.map { max($0 - loop.now, .zero) }
    var connection = plan.options.connection.socketConfiguration(for: plan.url)
    // What is hidden from reports: the key and what the caller sends, and none of the words of every request.
    connection.headers = RealtimeHeaders.compose(caller: caller, credential: plan.credential, api: .ga)
    let secrets = connection.secrets(of: request.endpoint)
    attemptCount += 1
    attempt = request.send(on: loop, connection: connection) { result in
      self.attempt = nil
      self.take(result, plan, secrets: secrets)
    }
  }

  private func take(_ result: Result<HTTPResponse, HTTPRequestError>, _ plan: Plan, secrets: [String]) {
    switch result {
    case .success(let response):
      if response.isSuccess { return succeed(response, plan, secrets: secrets) }
      let error = RealtimeAPIError(response.hiding(secrets), attemptCount: attemptCount)
      if let settled = plan.call.settled, settled.status == response.status, settled.code == error.error?.code {
        return succeed(response, plan, secrets: secrets)
      }
      goOn(after: .answered(response, code: error.error?.code), error, plan)
    case .failure(let failure):
      let error = RealtimeAPIError(failure, attemptCount: attemptCount)
      switch failure.cause {
      case .cancelled: return
      // A setting that cannot be used will not be usable in a second.
      case .connection(let cause) where cause.stage == .configuration: finish(.failure(error))
      case .connection, .response, .timedOut, .notOnEventLoop:
        goOn(after: .failed(mayHaveBeenSent: failure.mayHaveBeenSent), error, plan)
      }
    }
  }

  private func succeed(_ response: HTTPResponse, _ plan: Plan, secrets: [String]) {
    let receipt = RESTReceipt(
      status: response.status, requestID: response.headers["x-request-id"], attemptCount: attemptCount)
    guard let value = plan.call.read(response, receipt) else {
      // Nobody knows what its body is: it may be a secret.
      let head = HTTPResponse(status: response.status, headers: response.headers).hiding(secrets)
      return finish(.failure(RealtimeAPIError(head, attemptCount: attemptCount)))
    }
    finish(.success(value))
  }

  private func goOn(after outcome: RetryPolicy.Outcome, _ error: RealtimeAPIError, _ plan: Plan) {
    let wait = plan.options.retries.wait(
      after: outcome, retryCount: attemptCount - 1, isHarmless: plan.call.isHarmless, random: .random(in: 0...1))
    // What would come too late is told now.
    guard let wait, plan.deadline.map({ loop.now + wait < $0 }) ?? true else { return finish(.failure(error)) }
    timer = loop.schedule(after: wait) { self.send(plan) }
  }

  private func finish(_ result: Result<Value, any Error>) {
    guard let completion else { return }
    self.completion = nil
    loop.whenClosing(self, nil)
    keyRequest?.cancel()
    keyRequest = nil
    attempt?.cancel()
    attempt = nil
    timer?.cancel()
    timer = nil
    completion(result)
  }
}
