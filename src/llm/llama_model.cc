#include "llm/llama_model.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <thread>

#include "llm/cache_self_check.h"
#include "runtime/passed_checks.h"

namespace vivavoce::llm {
namespace {

class LlamaSession final : public ChatSession {
 public:
  LlamaSession(BatchEngine& engine, int number) : engine_(engine), number_(number) {}
  ~LlamaSession() override { engine_.CloseSession(number_); }

  GenerationId Generate(GenerateRequest request, GenerationCallbacks callbacks) override {
    auto job = std::make_shared<GenerationJob>();
    job->request = std::move(request);
    job->callbacks = std::move(callbacks);
    return engine_.Submit(number_, std::move(job));
  }

  GenerationId Prefill(std::vector<ChatMessage> messages,
                       std::function<void(const GenerationResult&)> on_done) override {
    return Read(std::move(messages), std::move(on_done), /*for_good=*/false);
  }

  GenerationId PrefillForGood(std::vector<ChatMessage> messages,
                              std::function<void(const GenerationResult&)> on_done) override {
    return Read(std::move(messages), std::move(on_done), /*for_good=*/true);
  }

  void Cancel(GenerationId id) override { engine_.Cancel(number_, id); }

 private:
  GenerationId Read(std::vector<ChatMessage> messages,
                    std::function<void(const GenerationResult&)> on_done, bool for_good) {
    auto job = std::make_shared<GenerationJob>();
    job->prefill_only = true;
    job->for_good = for_good;
    job->request.messages = std::move(messages);
    job->callbacks.on_done = std::move(on_done);
    return engine_.Submit(number_, std::move(job));
  }

  BatchEngine& engine_;
  const int number_;
};

int MaxThreads(const runtime::ThreadBudget& budget) {
  return budget.ThreadsFor(runtime::Lane::kLanguage);
}

Status SelfCheck(BatchDecoder& decoder, const Vocabulary& vocabulary,
                 runtime::ThreadBudget& budget) {
  Status status;
  // On a thread of its own: the caller's may go on to run other engines (AMX, see batch_decoder.h).
  std::thread([&] {
    const auto grant = budget.Acquire(runtime::Lane::kLanguage, runtime::Urgency::kNormal);
    status = CheckCacheReuse(decoder, vocabulary, grant.threads());
  }).join();
  return status;
}

// What the content of the cache depends on, beside the tokens.
std::string CacheKey(std::string_view what, const LlamaConfig& config,
                     const runtime::ThreadBudget& budget) {
  return runtime::PassedChecks::Key(
      what, config.model_file,
      fmt::format("{} threads, {}", MaxThreads(budget),
                  config.kv_cache == KvCacheType::kF16 ? "f16" : "q8_0"));
}

Result<BatchDecoder> MakeDecoder(LlamaModelPtr model, LlamaConfig& config,
                                 const Vocabulary& vocabulary, runtime::ThreadBudget& budget) {
  Result<LoadedLlama> llama = MakeContext(std::move(model), config, MaxThreads(budget));
  if (!llama) return Fail(llama.error());
  BatchDecoder decoder(std::move(*llama), config);
  if (!config.self_check || config.max_sessions + config.prefix_slots < 2) return decoder;
  const runtime::PassedChecks passed(config.passed_checks);
  const std::string key = CacheKey("llm cache reuse", config, budget);
  if (passed.Has(key)) return decoder;
  const Status checked = SelfCheck(decoder, vocabulary, budget);
  if (checked) {
    passed.Add(key);
    return decoder;
  }
  if (config.kv_cache == KvCacheType::kF16) return Fail(checked.error());
  spdlog::warn("{}; falling back from 8-bit keys and values to f16", checked.error().message);
  config.kv_cache = KvCacheType::kF16;
  return MakeDecoder(std::move(decoder).ReleaseModel(), config, vocabulary, budget);
}

}  // namespace

Result<std::unique_ptr<LanguageModel>> LlamaLanguageModel::Create(const LlamaConfig& wanted,
                                                                  runtime::ThreadBudget& budget) {
  LlamaConfig config = wanted;
  if (const Status valid = config.Validate(); !valid) return Fail(valid.error());
  Result<LlamaModelPtr> model = LoadModel(config.model_file);
  if (!model) return Fail(model.error());
  if (const int trained = llama_model_n_ctx_train(model->get());
      config.context_tokens_per_session > trained) {
    return Fail(
        Error::InvalidArgument(fmt::format("must be at most {}, the length {} was trained on",
                                           trained, config.model_file.filename().string()),
                               "llm.context_tokens_per_session"));
  }
  auto vocabulary = std::make_unique<Vocabulary>(**model);
  Result<ChatTemplate> chat_template = ChatTemplate::Create(**model, *vocabulary);
  if (!chat_template) return Fail(chat_template.error());
  Result<BatchDecoder> decoder = MakeDecoder(std::move(*model), config, *vocabulary, budget);
  if (!decoder) return Fail(decoder.error());
  if (!config.kept_prefixes.empty()) {
    decoder->UsePrefixes(
        PrefixStore(config.kept_prefixes, CacheKey("llm prefix", config, budget)));
  }
  auto engine = std::make_unique<BatchEngine>(std::move(*decoder), config, *vocabulary,
                                              std::move(*chat_template), budget);
  return std::unique_ptr<LanguageModel>(
      new LlamaLanguageModel(config, std::move(vocabulary), std::move(engine)));
}

Result<std::unique_ptr<ChatSession>> LlamaLanguageModel::OpenSession() {
  const Result<int> number = engine_->OpenSession();
  if (!number) return Fail(number.error());
  return std::make_unique<LlamaSession>(*engine_, *number);
}

Result<int> LlamaLanguageModel::CountTokens(std::string_view text) const {
  const Result<Tokens> tokens = vocabulary_->Tokenize(text);
  if (!tokens) return Fail(tokens.error());
  return static_cast<int>(tokens->size());
}

}  // namespace vivavoce::llm
