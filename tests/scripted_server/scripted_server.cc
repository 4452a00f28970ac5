// The realtime server with an engine that follows a script instead of models: for tests of clients
// and of load, which need the protocol and not the answers.
//   scripted_server [PORT] [MAX_SESSIONS] [MS_A_WORD] [TLS_DIRECTORY]
// PORT 0 (the default): any free one. With a directory for a development certificate also wss, on
// any port. Prints the address like `vivavoce serve`; stops at SIGTERM.
//
// Sound louder than -40 dBFS is a voice and says "Hello there.". With function tools, a user
// message or instructions with the word "weather" makes it call the first of them, once; otherwise
// it answers with a sentence, or, asked for something "long", with thirty.
#include <fmt/core.h>
#include <pthread.h>

#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "dialogue/testing/scripted_speech_engine.h"
#include "realtime/server.h"
#include "runtime/thread_executor.h"

namespace vivavoce {
namespace {

std::string LastUserText(const dialogue::ReplyRequest& request) {
  for (auto message = request.history.rbegin(); message != request.history.rend(); ++message) {
    if (message->role == dialogue::ItemRole::kUser) return message->text;
  }
  return {};
}

bool Mentions(const dialogue::ReplyRequest& request, std::string_view word) {
  return LastUserText(request).find(word) != std::string::npos ||
         request.instructions.find(word) != std::string::npos;
}

bool IsToolAnswer(const dialogue::ReplyRequest& request) {
  return LastUserText(request).find("<tool_response>") != std::string::npos;
}

std::vector<dialogue::FunctionCall> Calls(const dialogue::ReplyRequest& request) {
  const auto tools = nlohmann::json::parse(request.tools_json, nullptr, false);
  if (!tools.is_array() || tools.empty() || IsToolAnswer(request)) return {};
  if (!Mentions(request, "weather")) return {};
  return {{.call_id = "", .name = tools[0].value("name", ""), .arguments = R"({"city":"Paris"})"}};
}

std::string Reply(const dialogue::ReplyRequest& request) {
  if (IsToolAnswer(request)) return "It is sunny in Paris.";
  if (!Calls(request).empty()) return "";
  if (!Mentions(request, "long")) return "I hear you. Tell me more.";
  std::string story;
  for (int i = 1; i <= 30; ++i) story += fmt::format("This is sentence {} of it. ", i);
  return story;
}

int Number(int argc, char** argv, int index, int otherwise) {
  return argc > index ? std::atoi(argv[index]) : otherwise;
}

int Main(int argc, char** argv) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  dialogue::SpeechScript script;
  script.reply = Reply;
  script.calls = Calls;
  script.samples_per_word = 24 * Number(argc, argv, 3, 250);
  runtime::SystemClock clock;
  runtime::ThreadExecutor executor(clock);
  dialogue::ScriptedSpeechEngine engine(script, clock, executor);
  realtime::ServerConfig config;
  config.port = Number(argc, argv, 1, 0);
  config.max_sessions = Number(argc, argv, 2, 16);
  if (argc > 4) {
    config.tls_port = 0;
    config.tls_directory = argv[4];
  }
  realtime::WireOptions wire = realtime::WireOptions::Default();
  for (const char* voice : {"alloy", "ash", "marin", "coral", "shimmer", "echo", "sage", "xiaoyue"}) {
    wire.vocabulary.voice_aliases[voice] = "";
  }
  realtime::ServerHooks hooks;
  hooks.create_conversation = [&](dialogue::ConversationOptions options,
                                  dialogue::ConversationListener& listener) {
    return dialogue::Conversation::Create(std::move(options), engine, clock, executor, listener);
  };
  auto server = realtime::Server::Start(config, std::move(wire), std::move(hooks));
  if (!server) {
    fmt::print(stderr, "{}\n", server.error().ToString());
    return 1;
  }
  fmt::print("scripted server on ws://127.0.0.1:{}/v1/realtime\n", (*server)->port());
  if ((*server)->tls_port() > 0) {
    fmt::print("                and wss://127.0.0.1:{}/v1/realtime\n", (*server)->tls_port());
  }
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->Stop(std::chrono::seconds(5));
  return 0;
}

}  // namespace
}  // namespace vivavoce

int main(int argc, char** argv) { return vivavoce::Main(argc, argv); }
