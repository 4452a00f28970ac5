#include "llm/llama_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "llm/testing/installed_models.h"
#include "llm/testing/language_model_contract.h"

namespace vivavoce::llm::llama_model_test {
namespace {

using ::testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(Llama, LanguageModelContract,
                         ::testing::Values(LanguageModelFactory{
                             "smollm2", [] { return SharedModel(kSmolLm); }}),
                         [](const auto& info) { return info.param.name; });

class LlamaModel : public ::testing::Test {
 protected:
  void SetUp() override {
    if (PathOf(kSmolLm).empty()) GTEST_SKIP() << "the model is not installed";
  }
  static LlamaConfig SmallConfig() {
    LlamaConfig config;
    config.model_file = PathOf(kSmolLm);
    config.context_tokens_per_session = 256;
    config.max_sessions = 2;
    config.prefix_slots = 1;
    return config;
  }
  static std::unique_ptr<LanguageModel> Make(const LlamaConfig& config) {
    auto model = LlamaLanguageModel::Create(config, TestBudget());
    EXPECT_TRUE(model.has_value()) << model.error().ToString();
    return std::move(*model);
  }
  static GenerateRequest Ask(std::string question, int max_tokens) {
    GenerateRequest request;
    request.messages = {{ChatRole::kUser, std::move(question)}};
    request.sampling.temperature = 0;
    request.sampling.max_tokens = max_tokens;
    return request;
  }
  static GenerationResult Say(ChatSession& session, GenerateRequest request,
                              std::string* text = nullptr) {
    Listener listener;
    session.Generate(std::move(request), listener.Callbacks());
    const GenerationResult result = listener.Wait();
    if (text) *text = listener.text();
    return result;
  }
};

// A folder of its own for kept prefixes.
class KeptPrefixes : public LlamaModel {
 protected:
  void SetUp() override {
    LlamaModel::SetUp();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("kept_prefixes_" + std::to_string(getpid()));
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  LlamaConfig Keeping() const {
    LlamaConfig config = SmallConfig();
    config.kept_prefixes = folder_;
    return config;
  }
  static std::vector<ChatMessage> Persona() {
    return {{ChatRole::kSystem,
             "You are Xiao Yue, a cheerful young woman who works in a bookshop by the sea and has an "
             "orange cat. You are on the phone with a friend and speak in short, warm sentences. "
             "You like rainy days, old ferries and hot tea, and you never lecture."}};
  }
  static GenerateRequest AskPersona() {
    GenerateRequest request = Ask("What do you like?", 12);
    request.messages.insert(request.messages.begin(), Persona()[0]);
    return request;
  }
  void Read(bool for_good) const {
    const auto model = Make(Keeping());
    auto session = model->OpenSession();
    Listener listener;
    for_good ? (*session)->PrefillForGood(Persona(), listener.Done())
             : (*session)->Prefill(Persona(), listener.Done());
    listener.Wait();
  }
  size_t NumFiles() const {
    if (!std::filesystem::exists(folder_)) return 0;
    return static_cast<size_t>(
        std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  std::filesystem::path folder_;
};

TEST_F(KeptPrefixes, AreThereAfterARestartAndChangeNoReply) {
  std::string fresh;
  {
    const auto model = Make(SmallConfig());
    const GenerationResult result = Say(**model->OpenSession(), AskPersona(), &fresh);
    EXPECT_EQ(result.cached_tokens, 0);
  }
  Read(/*for_good=*/true);
  EXPECT_EQ(NumFiles(), 1u);
  Read(/*for_good=*/true);
  EXPECT_EQ(NumFiles(), 1u);
  const auto model = Make(Keeping());
  std::string text;
  const GenerationResult result = Say(**model->OpenSession(), AskPersona(), &text);
  EXPECT_GT(result.cached_tokens, 40);
  EXPECT_EQ(text, fresh);
}

// Each turn of a conversation keeps its own longer beginning in memory, and the persona's is gone.
TEST_F(KeptPrefixes, AreMadeAlsoAfterAConversationThatBeginsLikeThem) {
  const auto model = Make(Keeping());
  auto talk = model->OpenSession();
  GenerateRequest request = AskPersona();
  request.sampling.max_tokens = 2;
  for (int turn = 0; turn < 4; ++turn) {
    Say(**talk, request);
    request.messages.push_back({ChatRole::kAssistant, "Rainy days and old ferries."});
    request.messages.push_back({ChatRole::kUser, "And what else do you like?"});
  }
  EXPECT_EQ(NumFiles(), 0u);
  auto session = model->OpenSession();
  Listener listener;
  (*session)->PrefillForGood(Persona(), listener.Done());
  listener.Wait();
  EXPECT_EQ(NumFiles(), 1u);
}

TEST_F(KeptPrefixes, AreNotMadeOfWhatClientsSend) {
  Read(/*for_good=*/false);
  EXPECT_EQ(NumFiles(), 0u);
}

TEST_F(KeptPrefixes, ThatAreCorruptAreIgnored) {
  Read(/*for_good=*/true);
  ASSERT_EQ(NumFiles(), 1u);
  const auto file = std::filesystem::directory_iterator(folder_)->path();
  for (const uintmax_t size : {std::filesystem::file_size(file) / 2, uintmax_t{5}, uintmax_t{0}}) {
    std::filesystem::resize_file(file, size);
    const auto model = Make(Keeping());
    std::string text;
    const GenerationResult result = Say(**model->OpenSession(), AskPersona(), &text);
    EXPECT_EQ(result.cached_tokens, 0);
    EXPECT_FALSE(text.empty());
  }
}

TEST_F(LlamaModel, AMissingFileIsNotFound) {
  LlamaConfig config = SmallConfig();
  config.model_file = "/nowhere/model.gguf";
  const auto model = LlamaLanguageModel::Create(config, TestBudget());
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(model.error().message, HasSubstr("/nowhere/model.gguf"));
}

TEST_F(LlamaModel, ATruncatedOrForeignFileIsCorruptAndNamed) {
  const auto directory = std::filesystem::path(::testing::TempDir()) / "vivavoce_llama_model_test";
  std::filesystem::create_directories(directory);
  std::ifstream whole(PathOf(kSmolLm), std::ios::binary);
  std::string bytes(8 << 20, '\0');
  whole.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  for (const size_t length : {bytes.size(), size_t{1000}, size_t{3}, size_t{0}}) {
    LlamaConfig config = SmallConfig();
    config.model_file = directory / "cut.gguf";
    std::ofstream(config.model_file, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(length));
    const auto model = LlamaLanguageModel::Create(config, TestBudget());
    ASSERT_FALSE(model) << length;
    EXPECT_EQ(model.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(model.error().message, HasSubstr("cut.gguf"));
  }
  std::filesystem::remove_all(directory);
}

TEST_F(LlamaModel, AContextLongerThanTheModelWasTrainedOnIsRefused) {
  LlamaConfig config = SmallConfig();
  config.context_tokens_per_session = 131072;
  config.max_sessions = 1;
  const auto model = LlamaLanguageModel::Create(config, TestBudget());
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().field, "llm.context_tokens_per_session");
}

TEST_F(LlamaModel, SessionsBeyondTheLimitAreRefusedUntilOneCloses) {
  auto model = Make(SmallConfig());
  auto first = std::move(*model->OpenSession());
  auto second = std::move(*model->OpenSession());
  EXPECT_EQ(model->OpenSession().error().code, ErrorCode::kUnavailable);
  second.reset();
  EXPECT_TRUE(model->OpenSession().has_value());
}

TEST_F(LlamaModel, AReplyThatFillsTheContextEndsForLength) {
  auto model = Make(SmallConfig());
  auto session = std::move(*model->OpenSession());
  GenerateRequest request = Ask("Tell me a story about these words:", 1);
  request.messages.push_back({ChatRole::kAssistant, "Once upon a time, in a small village by the"});
  const int length = Say(*session, request).prompt_tokens;
  for (int i = length; i < 252; ++i) request.messages.front().content += " word";
  request.sampling.max_tokens = 4000;
  const GenerationResult result = Say(*session, request);
  EXPECT_EQ(result.prompt_tokens, 252);
  EXPECT_EQ(result.reason, FinishReason::kLength);
  // The last token needs no cell: nothing is computed from it.
  EXPECT_EQ(result.prompt_tokens + result.completion_tokens, 256 + 1);
  EXPECT_EQ(Say(*session, Ask("Hello?", 2)).completion_tokens, 2);  // and the session lives on
}

TEST_F(LlamaModel, ANewSessionBorrowsThePersonaOfAnother) {
  auto model = Make(SmallConfig());
  GenerateRequest request = Ask("And you?", 2);
  std::string persona = "You are Xiao Yue.";
  for (int i = 0; i < 12; ++i) persona += " You like rain and tea.";
  request.messages.insert(request.messages.begin(), {ChatRole::kSystem, persona});
  auto first = std::move(*model->OpenSession());
  const GenerationResult cold = Say(*first, request);
  EXPECT_EQ(cold.cached_tokens, 0);
  auto second = std::move(*model->OpenSession());
  EXPECT_EQ(Say(*second, request).cached_tokens, cold.prompt_tokens - 1);
  first.reset();
  second.reset();
  auto third = std::move(*model->OpenSession());  // nobody holds it but the prefix slot
  EXPECT_GT(Say(*third, request).cached_tokens, cold.prompt_tokens - 16);
}

TEST_F(LlamaModel, IdleSessionsGiveTheirMemoryToBusyOnes) {
  LlamaConfig config = SmallConfig();
  config.kv_tokens = 256;
  auto model = Make(config);
  auto first = std::move(*model->OpenSession());
  auto second = std::move(*model->OpenSession());
  std::string before, after;
  const GenerateRequest request = Ask("Tell me about the sea.", 150);
  Say(*first, request, &before);
  EXPECT_NE(Say(*second, Ask("Tell me about mountains.", 150)).reason, FinishReason::kError);
  const GenerationResult again = Say(*first, request, &after);
  EXPECT_LT(again.cached_tokens, again.prompt_tokens - 1);
  // The cells lie elsewhere now, so sums round differently; a long greedy reply may part at a tie.
  EXPECT_EQ(after.substr(0, 16), before.substr(0, 16));
}

TEST_F(LlamaModel, TheSameSeedSaysTheSameAndAnotherSomethingElse) {
  auto model = Make(SmallConfig());
  auto session = std::move(*model->OpenSession());
  GenerateRequest request = Ask("Tell me about the sea.", 24);
  request.sampling.temperature = 1.2f;
  request.sampling.seed = 7;
  std::string first, again, other;
  Say(*session, request, &first);
  Say(*session, Ask("Something else.", 3));
  Say(*session, request, &again);
  request.sampling.seed = 8;
  Say(*session, request, &other);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
}

TEST_F(LlamaModel, BannedTokensDoNotAppear) {
  auto model = Make(SmallConfig());
  auto session = std::move(*model->OpenSession());
  GenerateRequest request = Ask("Write a long sentence about the sea, with many commas.", 60);
  std::string text;
  Say(*session, request, &text);
  ASSERT_THAT(text, HasSubstr(","));
  request.sampling.banned = {","};
  Say(*session, request, &text);
  EXPECT_EQ(text.find(", "), std::string::npos) << text;
}

class PromptState : public LlamaModel {
 protected:
  void SetUp() override {
    LlamaModel::SetUp();
    if (IsSkipped()) return;
    LlamaConfig config = SmallConfig();
    config.state_layer = 8;
    model_ = Make(config);
    session_ = std::move(*model_->OpenSession());
  }
  static std::vector<ChatMessage> Said(std::string words, std::string aside = {}) {
    return {{ChatRole::kSystem, "You are Xiao Yue."},
            {ChatRole::kUser, words + aside, aside.size()}};
  }
  std::vector<float> Of(ChatSession& session, std::vector<ChatMessage> messages) {
    GenerateRequest request;
    request.messages = std::move(messages);
    request.sampling.max_tokens = 1;
    Listener listener;
    std::vector<float> told;
    bool speaks = false;
    GenerationCallbacks callbacks = listener.Callbacks();
    callbacks.on_state = [&](std::span<const float> state) {
      EXPECT_TRUE(told.empty()) << "told twice";
      EXPECT_FALSE(speaks);
      told.assign(state.begin(), state.end());
    };
    callbacks.on_text = [&, on_text = callbacks.on_text](std::string_view piece) {
      speaks = true;
      on_text(piece);
    };
    session.Generate(std::move(request), std::move(callbacks));
    listener.Wait();
    return told;
  }
  void Read(ChatSession& session, std::vector<ChatMessage> messages) {
    Listener listener;
    session.Prefill(std::move(messages), listener.Done());
    listener.Wait();
  }
  // Of the distance, by the length; kernels for batches of other sizes round differently.
  static double Difference(const std::vector<float>& a, const std::vector<float>& b) {
    EXPECT_EQ(a.size(), b.size());
    double difference = 0;
    double length = 1e-9;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      length += a[i] * a[i];
    }
    return std::sqrt(difference / length);
  }

  std::unique_ptr<LanguageModel> model_;
  std::unique_ptr<ChatSession> session_;
};

constexpr double kSame = 0.03;
const std::string kWords = "It has rained all day and the ferry is late again.";

TEST_F(PromptState, OfTheWordsIsTheSameWhateverStandsBehindThem) {
  const auto of_words = [](std::vector<float> state) {
    state.resize(state.size() / 2);
    return state;
  };
  const std::vector<float> plain = Of(*session_, Said(kWords));
  ASSERT_EQ(plain.size() % 2, 0u);
  ASSERT_GT(plain.size(), 0u);
  const std::vector<float> sighed = Of(*session_, Said(kWords, " (sighs; much more slowly)"));
  EXPECT_LT(Difference(of_words(plain), of_words(sighed)), kSame);
  EXPECT_GT(Difference(plain, sighed), kSame);  // at the end of the prompt
  std::vector<ChatMessage> reminded = Said(kWords);
  reminded.push_back({ChatRole::kSystem, "Stay who you are."});
  EXPECT_LT(Difference(of_words(plain), of_words(Of(*session_, reminded))), kSame);
  EXPECT_GT(Difference(of_words(plain), of_words(Of(*session_, Said("Where is your cat?")))),
            5 * kSame);
  EXPECT_TRUE(Of(*session_, Said("", "(laughs)")).empty());
}

TEST_F(PromptState, IsTheSameWhetherTheWordsAreReadAtOnceOrWhileTheyAreSaid) {
  const std::vector<float> at_once = Of(*session_, Said(kWords));
  auto other = std::move(*model_->OpenSession());
  Read(*other, Said("It has rained"));
  Read(*other, Said("It has rained all day and a fairy"));  // misheard, and taken back
  Read(*other, Said("It has rained all day and the ferry is late"));
  EXPECT_LT(Difference(at_once, Of(*other, Said(kWords))), kSame);
  EXPECT_LT(Difference(at_once, Of(*other, Said(kWords))), kSame);  // all of it cached
}

TEST_F(PromptState, IsTheSameWhenAnotherSessionHasReadThePromptBefore) {
  const std::vector<float> first = Of(*session_, Said(kWords));
  auto other = std::move(*model_->OpenSession());
  EXPECT_LT(Difference(first, Of(*other, Said(kWords))), kSame);
}

TEST_F(LlamaModel, AnAssistantMessageAtTheEndIsContinued) {
  auto model = Make(SmallConfig());
  auto session = std::move(*model->OpenSession());
  GenerateRequest request = Ask("What is the capital of France?", 8);
  request.messages.push_back({ChatRole::kAssistant, "The capital of France is"});
  std::string text;
  Say(*session, request, &text);
  EXPECT_THAT(text, ::testing::StartsWith(" Paris"));
}

}  // namespace
}  // namespace vivavoce::llm::llama_model_test
