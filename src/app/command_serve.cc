#include <fmt/core.h>
#include <malloc.h>
#include <pthread.h>

#include <csignal>
#include <map>

#include "app/command.h"
#include "app/engine_parts.h"
#include "app/http_chat.h"
#include "app/http_personas.h"
#include "app/http_reports.h"
#include "app/http_speech.h"
#include "app/http_transcription.h"
#include "app/keys_file.h"
#include "app/listen_address.h"
#include "app/metered_conversation.h"
#include "app/persona_folder.h"
#include "realtime/server.h"
#include "runtime/logging.h"
#include "runtime/thread_executor.h"

namespace vivavoce::app {
namespace {

constexpr std::chrono::seconds kStopDeadline{5};

// Voice names of the hosted services, so that their clients need no change. "": the persona's own.
const std::map<std::string, std::string> kVoiceAliases = {
    // OpenAI
    {"alloy", ""},
    {"marin", ""},
    {"coral", "af_bella"},
    {"sage", "af_sarah"},
    {"shimmer", "af_nicole"},
    {"ash", "am_adam"},
    {"ballad", "bm_fable"},
    {"echo", "am_echo"},
    {"verse", "am_puck"},
    {"cedar", "am_michael"},
    {"nova", "af_nova"},
    {"onyx", "am_onyx"},
    {"fable", "bm_fable"},
    // StepFun
    {"linjiajiejie", "zf_xiaoxiao:0.6+zf_xiaobei:0.4"},  // whisper mishears a third of zf_xiaoni
    {"qingchunshaonv", "zf_xiaoyi"},
    {"wenrounansheng", "zm_yunxi"},
    {"elegantgentle-female", "zf_xiaoxiao"},
    {"livelybreezy-female", "zf_xiaobei"},
};

class RegistrySink final : public realtime::MetricsSink {
 public:
  explicit RegistrySink(runtime::MetricsRegistry& registry) : registry_(registry) {}
  void Count(std::string_view name, double by) override {
    Find(counters_, name, [&](const std::string& full) {
      return &registry_.NewCounter(full, "Counted by the realtime server.").With({});
    })->Increment(by);
  }
  void Set(std::string_view name, double value) override {
    Find(gauges_, name, [&](const std::string& full) {
      return &registry_.NewGauge(full, "Measured by the realtime server.").With({});
    })->Set(value);
  }
  void Observe(std::string_view name, double value) override {
    Find(histograms_, name, [&](const std::string& full) {
      return &registry_.NewHistogram(full, "Measured by the realtime server.").With({});
    })->Observe(value);
  }

 private:
  // Called on the network thread only, so the maps need no lock.
  template <typename Metric, typename Make>
  static Metric* Find(std::map<std::string, Metric*, std::less<>>& known, std::string_view name,
                      Make make) {
    auto it = known.find(name);
    if (it == known.end()) {
      it = known.emplace(std::string(name), make("vivavoce_" + std::string(name))).first;
    }
    return it->second;
  }

  runtime::MetricsRegistry& registry_;
  std::map<std::string, runtime::Counter*, std::less<>> counters_;
  std::map<std::string, runtime::Gauge*, std::less<>> gauges_;
  std::map<std::string, runtime::Histogram*, std::less<>> histograms_;
};

realtime::Vocabulary Names(const EngineParts& parts) {
  realtime::Vocabulary names;
  for (const speaking::VoiceInfo& voice : parts.voice.synthesizer->Voices())
    names.voices.push_back(voice.id);
  names.voice_aliases = kVoiceAliases;
  const auto library = parts.personas->Library();
  for (const persona::Persona& persona : library->all()) {
    names.personas.push_back(persona.id);
    // A persona's name in place of a voice: its own voices.
    names.voice_aliases[persona.id] = "";
    for (const std::string& alias : persona.aliases) names.voice_aliases[alias] = "";
  }
  names.has_persona = [shelf = parts.personas.get()](std::string_view name) {
    return shelf->Find(name) != nullptr;
  };
  return names;
}

persona::LintOptions VoicesToLint(const speaking::Synthesizer& synthesizer) {
  persona::LintOptions lint;
  for (const speaking::VoiceInfo& voice : synthesizer.Voices()) lint.voices.insert(voice.id);
  return lint;
}

Result<realtime::ServerConfig> ServerSettings(const Config& config,
                                              const std::filesystem::path& keys_file) {
  realtime::ServerConfig server;
  auto keys = LoadKeys(keys_file);
  if (!keys) return Fail(keys.error());
  server.hashed_keys = std::move(*keys);
  server.allow_anyone = config.allow_anyone;
  server.allowed_origins = config.allowed_origins;
  server.max_http_requests = config.max_requests;
  server.host = config.host;
  server.port = config.port;
  if (config.tls_port >= 0) server.tls_port = config.tls_port;
  server.tls_certificate = config.tls_certificate;
  server.tls_key = config.tls_key;
  server.api_keys = config.api_keys;
  server.max_sessions = config.max_sessions;
  server.resume_window_seconds = config.resume_window;
  if (const auto home = runtime::HomeDirectory()) server.tls_directory = *home / "tls";
  if (const Status valid = server.Validate(); !valid) return Fail(valid.error());
  return server;
}

void Serve(CommandContext& context) {
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  if (const Status logging = StartLogs(*config); !logging) return context.Fail(logging.error());

  // Blocked before any thread starts, so that sigwait below is the only one to see them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto keys_file = KeysFile(*config);
  if (!keys_file) return context.Fail(keys_file.error());
  const auto settings = ServerSettings(*config, *keys_file);
  if (!settings) return context.Fail(settings.error());
  Status free = CheckPortIsFree(config->host, config->port, "server.port");
  if (free && config->tls_port > 0) {
    free = CheckPortIsFree(config->host, config->tls_port, "server.tls_port");
  }
  if (!free) return context.Fail(free.error());
  runtime::SystemClock clock;
  auto parts = EngineParts::Load(*config, [](const std::string& step) {
    runtime::Log(runtime::LogLevel::kInfo, "loading", {{"part", step}});
  });
  if (!parts) return context.Fail(parts.error());

  runtime::MetricsRegistry registry;
  ConversationMetrics metrics(registry);
  (*parts)->on_guard = [&](const dialogue::GuardNote& note) { metrics.OnGuard(note); };
  (*parts)->on_style = [&](const persona::Persona& persona, const persona::ReplyStyle& style) {
    metrics.OnStyle(persona, style);
  };
  RegistrySink sink(registry);
  runtime::ThreadExecutor executor(clock);
  realtime::WireOptions wire = realtime::WireOptions::Default();
  wire.vocabulary = Names(**parts);
  wire.vocabulary.emotion_allowed = config->perception_emotion;
  wire.vocabulary.speaker_allowed = config->perception_speaker;
  wire.defaults.config.persona = config->persona_default;
  wire.defaults.config.perception.emotion = config->perception_emotion;
  realtime::ServerHooks hooks;
  hooks.metrics = &sink;
  hooks.metrics_text = [&] { return registry.Render(); };
  hooks.create_conversation = [&](dialogue::ConversationOptions options,
                                  dialogue::ConversationListener& listener) {
    return MeteredConversation(metrics, listener, [&](dialogue::ConversationListener& metered) {
      return dialogue::Conversation::Create(std::move(options), *(*parts)->engine, clock, executor,
                                            metered);
    });
  };
  HttpSpeech speech({*(*parts)->voice.synthesizer, *(*parts)->personas, config->persona_default,
                     *(*parts)->budget, (*parts)->voice.segmenter});
  HttpTranscription transcription(
      {[vad = (*parts)->silero.get()]() -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
         return vad->NewDetector();
       },
       *(*parts)->recognizer, *(*parts)->budget});
  HttpChat chat(*(*parts)->language_model);
  const auto own_personas = OwnPersonaFolder(*config);
  if (!own_personas) return context.Fail(own_personas.error());
  HttpPersonas personas({*(*parts)->personas, *own_personas, config->persona_default,
                         VoicesToLint(*(*parts)->voice.synthesizer)});
  const auto home = runtime::HomeDirectory();
  if (!home) return context.Fail(home.error());
  HttpReports reports(*home / "reports");
  hooks.personas = &personas;
  hooks.reports = &reports;
  hooks.speech = &speech;
  hooks.transcription = &transcription;
  hooks.chat = &chat;
  hooks.changed_keys = [watcher = std::make_shared<KeysWatcher>(*keys_file)] {
    return watcher->Changed();
  };
  auto server = realtime::Server::Start(*settings, std::move(wire), std::move(hooks));
  if (!server) return context.Fail(server.error());
  malloc_trim(0);  // loading leaves much that is free but not given back
  fmt::print("vivavoce is listening on ws://{}:{}/v1/realtime\n", config->host, (*server)->port());
  if ((*server)->tls_port() > 0) {
    fmt::print("                     and wss://{}:{}/v1/realtime\n", config->host,
               (*server)->tls_port());
  }
  fmt::print("Open http://{}:{}/ to talk, or point a Realtime client at the address above.\n",
             config->host, (*server)->port());
  fmt::print("Ctrl-C stops.\n");
  std::fflush(stdout);

  int signal = 0;
  sigwait(&signals, &signal);
  runtime::Log(runtime::LogLevel::kInfo, "stopping", {{"sessions", (*server)->SessionCount()}});
  (*server)->Stop(kStopDeadline);
}

}  // namespace

void AddServeCommand(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("serve", "Start the realtime server");
  AddConfigFlags(*command, context, {"server.", "llm.", "personas.", "runtime.", "log."});
  command->footer("Example: vivavoce serve --port 8765 --tls-port 8766");
  command->callback([&context] { Serve(context); });
}

}  // namespace vivavoce::app
