#include "speaking/kokoro_synthesizer.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "speaking/clause_assembly.h"
#include "speaking/curve_shaping.h"
#include "speaking/event_levels.h"
#include "speaking/kokoro_parts.h"
#include "speaking/loudness.h"
#include "speaking/prosody_context.h"
#include "speaking/whisper_filter.h"
#include "text/script.h"

namespace vivavoce::speaking {
namespace {

constexpr const char* kModel = "kokoro-82m";
// The model takes 509 phonemes; beyond about 15 s of speech it hurries, and nothing is heard
// earlier.
constexpr size_t kMaxPhonemesAtOnce = 240;
constexpr size_t kMaxTextBytes = 8192;
Status CheckRequest(const SynthesisRequest& request) {
  if (!(request.speed >= 0.25f && request.speed <= 4.0f)) {
    return Fail(Error::InvalidArgument("speed must be 0.25 to 4", "speed"));
  }
  if (request.text.size() > kMaxTextBytes) {
    return Fail(Error::InvalidArgument("a clause has at most 8192 bytes", "text"));
  }
  return {};
}

// The targets of tokens: pads and what the model does not know are left alone.
std::vector<PhonemeTarget> TargetsOfTokens(const TokenizedPhonemes& tokenized,
                                           std::span<const PhonemeTarget> targets) {
  std::vector<PhonemeTarget> of_tokens(tokenized.tokens.size());
  for (size_t i = 0; i < targets.size(); ++i) {
    const size_t token = tokenized.token_of[i];
    if (tokenized.token_of[i + 1] != token) of_tokens[token] = targets[i];
  }
  return of_tokens;
}

// The language that sounds and questions follow.
Language LanguageOf(const SynthesisRequest& request, const Voice& voice) {
  if (request.language != Language::kUnknown) return request.language;
  const Language written = text::DominantLanguage(request.text);
  return written != Language::kUnknown ? written : voice.info.language;
}

void Accumulate(KokoroStageTimes& sum, const KokoroStageTimes& more) {
  sum.text += more.text;
  sum.prosody += more.prosody;
  sum.decoder += more.decoder;
  sum.source += more.source;
  sum.generator += more.generator;
}

}  // namespace

Status KokoroConfig::Validate() const {
  if (threads < 1 || threads > 64) {
    return Fail(Error::InvalidArgument("threads must be 1 to 64", "speaking.threads"));
  }
  return {};
}

KokoroSynthesizer::KokoroSynthesizer(const runtime::ModelStore& store, Phonemizer phonemizer,
                                     KokoroVocabulary vocabulary,
                                     std::unique_ptr<KokoroGraph> graph)
    : voices_(store),
      phonemizer_(std::move(phonemizer)),
      vocabulary_(std::move(vocabulary)),
      graph_(std::move(graph)) {}

Result<std::unique_ptr<KokoroSynthesizer>> KokoroSynthesizer::Create(
    const runtime::ModelStore& store, Phonemizer phonemizer, const KokoroConfig& config) {
  if (auto valid = config.Validate(); !valid) return Fail(valid.error());
  const auto model = store.File(kModel, kKokoroFile);
  if (!model) return Fail(model.error());
  const auto table = store.File(kModel, "vocab.json");
  if (!table) return Fail(table.error());
  auto vocabulary = KokoroVocabulary::Load(*table);
  if (!vocabulary) return Fail(vocabulary.error());
  const auto directory = model->parent_path();
  if (auto ready = PrepareKokoro(directory, config.on_prepare); !ready) return Fail(ready.error());
  const auto load = [&] {
    return KokoroGraph::Load(KokoroPartsDirectory(directory),
                             {.threads = config.threads, .bf16 = config.bf16});
  };
  auto graph = load();
  if (!graph) {
    // Made from the model, so a damaged part costs seconds, not a download.
    std::error_code ignored;
    std::filesystem::remove_all(KokoroPartsDirectory(directory), ignored);
    if (auto ready = PrepareKokoro(directory, config.on_prepare); !ready) {
      return Fail(ready.error());
    }
    graph = load();
  }
  if (!graph) return Fail(graph.error());
  std::unique_ptr<KokoroSynthesizer> synthesizer(new KokoroSynthesizer(
      store, std::move(phonemizer), *std::move(vocabulary), *std::move(graph)));
  if (config.warm_up) {
    if (auto warm = synthesizer->WarmUp(); !warm) return Fail(warm.error());
  }
  return synthesizer;
}

Status KokoroSynthesizer::WarmUp() {
  Voice voice;
  voice.styles.assign(510 * kStyleSize, 0.0f);
  ProsodyPlan plan;
  plan.phonemes = U"həlˈO.";
  plan.targets.resize(plan.phonemes.size());
  auto spoken = Render(plan, {0, plan.phonemes.size()}, voice, {});
  if (!spoken) return Fail(spoken.error());
  return {};
}

Result<SynthesizedClause> KokoroSynthesizer::Synthesize(const SynthesisRequest& request) {
  if (auto valid = CheckRequest(request); !valid) return Fail(valid.error());
  if (!phonemizer_) return Fail(Error::Internal("no text front-end for speaking"));
  auto phonemes = phonemizer_(request.text, request.language);
  if (!phonemes) return Fail(phonemes.error());
  return SynthesizePhonemes(*phonemes, request);
}

Result<KokoroSynthesizer::Piece> KokoroSynthesizer::Render(const ProsodyPlan& plan,
                                                           PhonemeChunk chunk, const Voice& voice,
                                                           const SynthesisRequest& request) {
  const size_t count = chunk.end - chunk.begin;
  const TokenizedPhonemes tokenized =
      vocabulary_.Tokenize(std::u32string_view(plan.phonemes).substr(chunk.begin, count));
  const std::vector<PhonemeTarget> targets =
      TargetsOfTokens(tokenized, std::span(plan.targets).subspan(chunk.begin, count));
  const auto durations = graph_->PredictDurations(
      tokenized.tokens, voice.Style(tokenized.tokens.size()), request.cancel);
  if (!durations) return Fail(durations.error());
  const std::vector<int64_t> frames = PlannedFrames(*durations, targets, request.speed);
  const auto curves = graph_->PredictProsody(frames, request.cancel);
  if (!curves) return Fail(curves.error());
  ShapedCurves shaped = ShapeCurves(*curves, frames, targets);
  auto samples = graph_->Render(shaped.curves, KeepSounding(shaped.silent), request.cancel);
  if (!samples) return Fail(samples.error());
  Accumulate(times_, graph_->times());
  Whisper(*samples, shaped.curves.f0, shaped.whisper);
  ApplyGainCurve(*samples, shaped.gain_db);
  LevelEvents(*samples, frames, targets);

  std::vector<size_t> token_start(frames.size() + 1, 0);
  for (size_t i = 0; i < frames.size(); ++i) {
    token_start[i + 1] = token_start[i] + static_cast<size_t>(frames[i]) * kSamplesPerFrame;
  }
  Piece piece{*std::move(samples), {}, {}};
  for (const size_t token : tokenized.token_of) piece.starts.push_back(token_start[token]);
  if (request.trace) {
    piece.trace.model_f0 = curves->f0;
    piece.trace.f0 = std::move(shaped.curves.f0);
    for (size_t i = 0; i < piece.trace.f0.size(); ++i) {
      if (shaped.whisper[i] > 0.5f) piece.trace.f0[i] = 0;
    }
    piece.trace.gain_db = std::move(shaped.gain_db);
  }
  return piece;
}

Result<SynthesizedClause> KokoroSynthesizer::SynthesizePhonemes(const text::PhonemeText& phonemes,
                                                                const SynthesisRequest& request) {
  times_ = {};
  if (auto valid = CheckRequest(request); !valid) return Fail(valid.error());
  const auto voice = voices_.Find(request.voice);
  if (!voice) return Fail(voice.error());
  const Language language = LanguageOf(request, **voice);
  std::vector<text::SpeechCue> cues =
      ContextCues(request.text, language, request.profile.expressiveness);
  cues.insert(cues.end(), request.cues.begin(), request.cues.end());
  const ProsodyPlan plan = PlanProsody(phonemes, cues, request, language);
  const std::u32string_view all = plan.phonemes;
  if (!IsSpeakable(all)) {
    return Fail(Error::InvalidArgument("there is nothing to say in the text", "text"));
  }
  ClauseAssembly assembly(plan, request);
  for (const PhonemeChunk& chunk : ChunkPhonemes(all, kMaxPhonemesAtOnce)) {
    if (!IsSpeakable(all.substr(chunk.begin, chunk.end - chunk.begin))) continue;
    auto piece = Render(plan, chunk, **voice, request);
    if (!piece) return Fail(piece.error());
    ApplyGainWithSoftLimit(piece->samples, (*voice)->gain);
    assembly.Add(chunk, std::move(piece->samples), std::move(piece->starts),
                 std::move(piece->trace));
  }
  return assembly.Take();
}

}  // namespace vivavoce::speaking
