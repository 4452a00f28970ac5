#include "app/engine_parts.h"

#include <cstdlib>
#include <filesystem>
#include <future>
#include <utility>

#include "app/persona_folder.h"
#include "hearing/smart_turn.h"
#include "hearing/whisper_conversion.h"
#include "hearing/whisper_recognizer.h"
#include "llm/llama_model.h"
#include "llm/remote_language_model.h"
#include "persona/turn_probe.h"
#include "runtime/ggml_self_check.h"
#include "runtime/machine_facts.h"
#include "speaking/g2p_phonemizer.h"
#include "speaking/kokoro_synthesizer.h"
#include "text/g2p.h"

namespace vivavoce::app {
namespace {

// Sessions rarely fill their context at the same time; the cache holds this many whole ones and
// idle sessions give theirs up (llm/llama_config.h).
constexpr int kWholeContexts = 3;
// Beside the conversations: the default persona's prompt in both languages, and what personas are asked.
constexpr int kResidentPrompts = 3;

Result<std::filesystem::path> LlmFile(const Config& config,
                                      const runtime::ManifestModelStore& store) {
  std::error_code error;
  if (std::filesystem::exists(config.llm_model, error))
    return std::filesystem::path(config.llm_model);
  for (const runtime::ModelReport& report : store.List()) {
    if (report.id == config.llm_model && !report.files.empty()) {
      return store.File(report.id, report.files.front().name);
    }
  }
  return Fail(Error::NotFound(
      "'" + config.llm_model + "' is neither a file nor a model of `vivavoce models list`",
      "llm.model"));
}

}  // namespace

Result<std::unique_ptr<runtime::ManifestModelStore>> OpenModelStore() {
  return runtime::ManifestModelStore::Open({
      {"ct2-whisper-to-ggml-q8_0", hearing::ConvertCt2WhisperToGgml},
  });
}

int CoresToUse(const Config& config) {
  return config.cores > 0 ? config.cores : runtime::CollectMachineFacts().usable_cores;
}

Result<std::unique_ptr<hearing::Recognizer>> LoadRecognizer(const runtime::ModelStore& store,
                                                            int threads) {
  hearing::WhisperConfig whisper;
  whisper.threads = threads;
  return hearing::CreateWhisperRecognizer(store, whisper);
}

Result<std::unique_ptr<llm::LanguageModel>> LoadLanguageModel(
    const Config& config, const runtime::ManifestModelStore& store, runtime::ThreadBudget& budget,
    int state_layer) {
  if (!config.llm_remote_url.empty()) {
    llm::RemoteModelConfig remote;
    remote.base_url = config.llm_remote_url;
    remote.model = config.llm_remote_model;
    remote.api_key_env = config.llm_remote_key_env;
    return llm::RemoteLanguageModel::Create(remote);
  }
  auto file = LlmFile(config, store);
  if (!file) return Fail(file.error());
  llm::LlamaConfig llama;
  llama.model_file = *file;
  llama.context_tokens_per_session = config.llm_context_tokens;
  llama.max_sessions = config.max_sessions + config.max_requests + kResidentPrompts;
  llama.kv_tokens = config.llm_context_tokens * kWholeContexts;
  const auto* probe = persona::TurnProbe::For(file->stem().string());
  llama.state_layer = state_layer < 0 && probe ? probe->layer() : state_layer;
  if (const auto home = runtime::HomeDirectory()) {
    llama.passed_checks = *home / "checks";
    llama.kept_prefixes = *home / "prompts";
  }
  return llm::LlamaLanguageModel::Create(llama, budget);
}

Result<Voice> LoadVoice(const runtime::ModelStore& store, int threads) {
  text::G2pFiles files;
  const struct {
    std::string& path;
    std::string_view model;
    std::string_view file;
  } wanted[] = {
      {files.english_gold, "misaki-en", "us_gold.json"},
      {files.english_silver, "misaki-en", "us_silver.json"},
      {files.jieba_dictionary, "jieba", "jieba.dict.utf8"},
      {files.jieba_hmm_model, "jieba", "hmm_model.utf8"},
      {files.pinyin_phrases, "pypinyin", "phrases_dict.json"},
      {files.pinyin_characters, "pypinyin", "pinyin_dict.json"},
  };
  for (const auto& want : wanted) {
    auto file = store.File(want.model, want.file);
    if (!file) return Fail(file.error());
    want.path = file->string();
  }
  auto g2p = text::G2p::Create(files);
  if (!g2p) return Fail(g2p.error());
  speaking::KokoroConfig kokoro;
  kokoro.threads = threads;
  auto synthesizer =
      speaking::KokoroSynthesizer::Create(store, speaking::PhonemizerOf(*g2p), kokoro);
  if (!synthesizer) return Fail(synthesizer.error());
  return Voice{(*g2p)->segmenter(), std::move(*synthesizer)};
}

Status EngineParts::LoadSpeech(const Config& config, int threads) {
  auto detector = hearing::SileroVad::Create(*store);
  if (!detector) return Fail(detector.error());
  silero = std::make_unique<hearing::SileroVad>(std::move(*detector));
  auto whisper = LoadRecognizer(*store, threads);
  if (!whisper) return Fail(whisper.error());
  recognizer = std::move(*whisper);
  auto smart_turn = hearing::CreateSmartTurn(*store, {.threads = threads});
  if (!smart_turn) return Fail(smart_turn.error());
  end_of_turn = std::move(*smart_turn);
  if (config.perception_speaker) {
    auto gender = hearing::LoadVoiceGenderModel(*store);
    if (!gender) return Fail(gender.error());
    voice_gender = std::move(*gender);
    auto encoder = hearing::LoadSpeakerEncoder(*store);
    if (!encoder) return Fail(encoder.error());
    speaker_encoder = std::move(*encoder);
  }
  auto kokoro = LoadVoice(*store, threads);
  if (!kokoro) return Fail(kokoro.error());
  voice = std::move(*kokoro);
  return {};
}

Result<std::unique_ptr<EngineParts>> EngineParts::Load(const Config& config,
                                                       const LoadProgress& progress) {
  const auto say = [&](const char* step) {
    if (progress) progress(step);
  };
  if (const Status computes = runtime::RunGgmlSelfCheck(); !computes) return Fail(computes.error());
  auto parts = std::make_unique<EngineParts>();
  auto store = OpenModelStore();
  if (!store) return Fail(store.error());
  parts->store = std::move(*store);
  const int cores = CoresToUse(config);
  parts->budget = std::make_unique<runtime::ThreadBudget>(cores);
  const int speech_threads = parts->budget->ThreadsFor(runtime::Lane::kSpeech);

  const auto folder = PersonaFolder(config);
  if (!folder) return Fail(folder.error());
  auto personas = persona::PersonaLibrary::Load(*folder);
  if (!personas) return Fail(personas.error());
  parts->personas = std::make_unique<persona::PersonaShelf>(std::move(*personas));
  if (!parts->personas->Find(config.persona_default)) {
    return Fail(Error::NotFound("there is no persona '" + config.persona_default + "'",
                                "personas.default"));
  }

  if (config.llm_remote_url.empty()) {
    if (const auto file = LlmFile(config, *parts->store); !file) return Fail(file.error());
  }
  say("models");
  // The two halves load side by side: each is one thread's work for seconds.
  auto language_model = std::async(
      std::launch::async, [&] { return LoadLanguageModel(config, *parts->store, *parts->budget); });
  const Status speech = parts->LoadSpeech(config, speech_threads);
  auto loaded = language_model.get();
  if (!speech) return Fail(speech.error());
  if (!loaded) return Fail(loaded.error());
  parts->language_model = std::move(*loaded);

  say("persona");
  parts->engine = std::make_unique<dialogue::CascadeEngine>(dialogue::CascadeParts{
      .make_voice_activity_detector = [vad = parts->silero.get()]()
          -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> { return vad->NewDetector(); },
      .recognizer = parts->recognizer.get(),
      .end_of_turn = parts->end_of_turn.get(),
      .voice_gender = parts->voice_gender.get(),
      .speaker_encoder = parts->speaker_encoder.get(),
      .language_model = parts->language_model.get(),
      .synthesizer = parts->voice.synthesizer.get(),
      .personas = parts->personas.get(),
      .budget = parts->budget.get(),
      .segmenter = parts->voice.segmenter,
      .turn_probe = persona::TurnProbe::For(parts->language_model->Name()),
      .turn_likeness = persona::TurnLikeness::For(parts->language_model->Name()),
      .turn_end_probe = dialogue::TurnEndProbe::For(parts->language_model->Name()),
      .on_guard =
          [parts = parts.get()](const dialogue::GuardNote& note) {
            if (parts->on_guard) parts->on_guard(note);
          },
      .on_style =
          [parts = parts.get()](const persona::Persona& persona, const persona::ReplyStyle& style) {
            if (parts->on_style) parts->on_style(persona, style);
          },
  });
  if (const Status warm = parts->engine->WarmUp(); !warm) return Fail(warm.error());
  return parts;
}

}  // namespace vivavoce::app
