// Boost.Beast over Boost.Asio, asynchronous, one io_context, with simdjson and AVX2 base64.
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <deque>
#include <memory>
#include <vector>

#include "events.hpp"
#include "measurement.h"

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using error_code = beast::error_code;

static bench_options options;
static asio::io_context loop{1};
static asio::ssl::context tls{asio::ssl::context::tls_client};
static tcp::endpoint endpoint;
static int started_count, open_count;
static uint8_t append_audio[BENCH_APPEND_AUDIO_BYTES];

static void start_next_session();

template <class Stream>
class Session : public std::enable_shared_from_this<Session<Stream>> {
 public:
  template <class... Arguments>
  explicit Session(Arguments &&...arguments) : socket_(std::forward<Arguments>(arguments)...) {}

  void start() {
    beast::get_lowest_layer(socket_).async_connect(
      endpoint, [self = this->shared_from_this()](error_code error) {
        if (error) return self->fail(error);
        beast::get_lowest_layer(self->socket_).socket().set_option(tcp::no_delay(true));
        self->start_tls();
      });
  }

 private:
  void start_tls() {
    if constexpr (std::is_same_v<Stream, beast::tcp_stream>) {
      upgrade();
    } else {
      socket_.next_layer().set_verify_mode(asio::ssl::verify_peer);
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(socket_.next_layer().native_handle()), options.host);
      socket_.next_layer().async_handshake(
        asio::ssl::stream_base::client, [self = this->shared_from_this()](error_code error) {
          if (error) return self->fail(error);
          self->upgrade();
        });
    }
  }

  void upgrade() {
    socket_.auto_fragment(false);
    socket_.async_handshake(std::string(options.host) + ":" + options.port, options.target,
      [self = this->shared_from_this()](error_code error) {
        if (error) return self->fail(error);
        self->did_open();
      });
  }

  void did_open() {
    bench_did_open();
    if (++open_count == 1) bench_mark_one_session();
    start_next_session();
    if (options.mode == BENCH_ECHO) send_echo();
    if (options.mode == BENCH_IDLE && open_count == options.sessions) settle();
    read();
  }

  void settle() {
    auto timer = std::make_shared<asio::steady_timer>(loop, std::chrono::seconds(2));
    timer->async_wait([timer](error_code) {
      bench_mark_all_sessions();
      loop.stop();
    });
  }

  void read() {
    socket_.async_read(buffer_, [self = this->shared_from_this()](error_code error, size_t) {
      if (error == websocket::error::closed) return self->did_close();
      if (error) return self->fail(error);
      self->did_read();
    });
  }

  void did_read() {
    // Room for what simdjson may read after the event.
    buffer_.prepare(simdjson::SIMDJSON_PADDING);
    auto bytes = buffer_.data();
    bench_did_receive(bytes.size());
    if (options.decodes) {
      events::decode(static_cast<const char *>(bytes.data()), bytes.size(),
        bytes.size() + simdjson::SIMDJSON_PADDING, options.mode == BENCH_PACED);
    }
    buffer_.consume(bytes.size());
    if (options.mode == BENCH_PACED) send_append();
    if (options.mode == BENCH_ECHO && !did_echo()) return;
    read();
  }

  bool did_echo() {
    bench_did_echo(bench_now() - echo_sent_);
    if (++echo_count_ < options.events) {
      send_echo();
      return true;
    }
    bench_did_close("", 0);
    beast::get_lowest_layer(socket_).close();
    return false;
  }

  void send_echo() {
    echo_sent_ = bench_now();
    send(std::string(bench_echo_event));
  }

  void send_append() {
    std::string event(sizeof append_audio * 4 / 3 + 128, 0);
    event.resize(events::encode_append(reinterpret_cast<uint8_t *>(event.data()), append_audio, sizeof append_audio));
    send(std::move(event));
  }

  void send(std::string event) {
    outgoing_.push_back(std::move(event));
    if (outgoing_.size() == 1) write();
  }

  void write() {
    socket_.async_write(asio::buffer(outgoing_.front()), [self = this->shared_from_this()](error_code error, size_t) {
      if (error) return;
      self->outgoing_.pop_front();
      if (!self->outgoing_.empty()) self->write();
    });
  }

  void did_close() {
    auto reason = socket_.reason().reason;
    bench_did_close(reason.data(), reason.size());
  }

  void fail(error_code error) {
    bench_did_fail(error.message().c_str());
    if (open_count < options.sessions) loop.stop();
  }

  websocket::stream<Stream> socket_;
  beast::flat_buffer buffer_;
  std::deque<std::string> outgoing_;
  uint64_t echo_sent_ = 0;
  long echo_count_ = 0;
};

static void start_next_session() {
  while (started_count < options.sessions && started_count - open_count < BENCH_CONNECTING_AT_ONCE) {
    started_count++;
    if (options.is_secure) std::make_shared<Session<beast::ssl_stream<beast::tcp_stream>>>(loop, tls)->start();
    else std::make_shared<Session<beast::tcp_stream>>(loop)->start();
    // The first one alone, so that what the process needs once is not counted as a session's.
    if (started_count == 1) return;
  }
}

int main(int argc, char **argv) {
  bench_parse(argc, argv, "beast", &options);
  bench_begin(&options);
  if (options.ca_path) tls.load_verify_file(options.ca_path);
  SSL_CTX_set_mode(tls.native_handle(), SSL_MODE_RELEASE_BUFFERS);
  endpoint = {asio::ip::make_address(options.host), static_cast<unsigned short>(std::stoi(options.port))};
  start_next_session();
  loop.run();
  return bench_report();
}
