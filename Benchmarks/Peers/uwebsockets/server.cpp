// A uWebSockets server that sends every message back over plain TCP, as `../echo/server.c` does with bare libuv.
//
// Prints `listening PORT`, and a line of JSON for each connection that ended. Runs until it is killed.
#include <sys/resource.h>

#include <cstdio>
#include <string_view>

#include "App.h"

struct Connection {
  long messageCount = 0;
  double cpuAtStart = 0;
};

static double cpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
    + double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int main() {
  uWS::App::WebSocketBehavior<Connection> behaviour;
  behaviour.compression = uWS::DISABLED;
  behaviour.open = [](auto *socket) { socket->getUserData()->cpuAtStart = cpuSeconds(); };
  behaviour.message = [](auto *socket, std::string_view message, uWS::OpCode kind) {
    socket->getUserData()->messageCount++;
    socket->send(message, kind);
  };
  behaviour.close = [](auto *socket, int, std::string_view) {
    Connection *connection = socket->getUserData();
    printf("{\"messages\":%ld,\"cpu_seconds\":%.6f}\n", connection->messageCount,
      cpuSeconds() - connection->cpuAtStart);
    fflush(stdout);
  };
  uWS::App().ws<Connection>("/*", std::move(behaviour)).listen("127.0.0.1", 0, [](us_listen_socket_t *listener) {
    printf("listening %d\n", us_socket_local_port(0, reinterpret_cast<us_socket_t *>(listener)));
    fflush(stdout);
  }).run();
  return 1;
}
