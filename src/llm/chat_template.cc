#include "llm/chat_template.h"

#include <fmt/format.h>

#include <algorithm>

namespace vivavoce::llm {
namespace {

constexpr size_t kRemembered = 1024;  // messages; about a megabyte of tokens

std::string Content(const ChatMessage& message) {
  if (message.role != ChatRole::kTool) return message.content;
  return fmt::format("<tool_response>\n{}\n</tool_response>", message.content);
}

void Append(Tokens& to, const Tokens& more) { to.insert(to.end(), more.begin(), more.end()); }

bool LeftOpen(std::span<const ChatMessage> messages, size_t index, PromptEnd end) {
  return index + 1 == messages.size() &&
         (end == PromptEnd::kOpen || messages[index].role == ChatRole::kAssistant);
}

}  // namespace

Result<ChatTemplate> ChatTemplate::Create(const llama_model& model, const Vocabulary& vocabulary) {
  const char* own = llama_model_chat_template(&model, nullptr);
  const std::string text = own ? own : "";
  const auto start = vocabulary.Marker("<|im_start|>");
  const auto end = vocabulary.Marker("<|im_end|>");
  if (text.contains("<|im_start|>") && start && end) {
    ChatTemplate made(Style::kChatMl, text, vocabulary);
    made.im_start_ = *start;
    made.im_end_ = *end;
    return made;
  }
  return CreateOther(text, vocabulary);
}

Result<ChatTemplate> ChatTemplate::CreateOther(std::string text, const Vocabulary& vocabulary) {
  const llama_chat_message probe{"user", "x"};
  if (text.empty() || llama_chat_apply_template(text.c_str(), &probe, 1, true, nullptr, 0) < 0) {
    return Fail(Error::InvalidArgument("the model has no chat template that llama.cpp knows",
                                       "llm.model_file"));
  }
  return ChatTemplate(Style::kOther, std::move(text), vocabulary);
}

Result<Prompt> ChatTemplate::Render(std::span<const ChatMessage> messages, PromptEnd end) {
  if (messages.empty()) return Fail(Error::InvalidArgument("must hold a message", "messages"));
  if (remembered_.size() > kRemembered) remembered_.clear();
  Result<Prompt> prompt =
      style_ == Style::kChatMl ? RenderChatMl(messages, end) : RenderOther(messages, end);
  if (!prompt) return prompt;
  if (messages.back().role != ChatRole::kUser) prompt->stable_tokens = prompt->tokens.size();
  return prompt;
}

Result<Prompt> ChatTemplate::RenderChatMl(std::span<const ChatMessage> messages, PromptEnd end) {
  Prompt prompt;
  if (const auto bos = vocabulary_->Bos()) prompt.tokens.push_back(*bos);
  const Result<Tokens> newline = Text("\n");
  const Result<Tokens> reply = Text("assistant\n");
  if (!newline) return Fail(newline.error());
  if (!reply) return Fail(reply.error());
  for (size_t i = 0; i < messages.size(); ++i) {
    // Role and content in one piece, as the model was trained: "\n" may join what follows it.
    const std::string content = Content(messages[i]);
    const std::string body_text = fmt::format("{}\n{}", RoleName(messages[i].role), content);
    const Result<Tokens> body = Text(body_text);
    if (!body) return Fail(body.error());
    prompt.stable_tokens = prompt.tokens.size();
    prompt.tokens.push_back(im_start_);
    PlaceWords(messages[i], *body, body_text.size() - content.size(), prompt);
    Append(prompt.tokens, *body);
    if (messages[i].role == ChatRole::kAssistant) {
      prompt.spoken.insert(prompt.spoken.end(),
                           body->begin() + std::min<ptrdiff_t>(2, std::ssize(*body)), body->end());
    }
    if (LeftOpen(messages, i, end)) return prompt;
    prompt.tokens.push_back(im_end_);
    Append(prompt.tokens, *newline);
  }
  prompt.tokens.push_back(im_start_);
  Append(prompt.tokens, *reply);
  return prompt;
}

Result<Prompt> ChatTemplate::RenderOther(std::span<const ChatMessage> messages, PromptEnd end) {
  // Control characters of the private kind do not occur in templates; a person's are only ever
  // content.
  std::vector<std::string> placeholders;
  std::vector<llama_chat_message> chat;
  for (size_t i = 0; i < messages.size(); ++i) placeholders.push_back(fmt::format("\x02{}\x03", i));
  for (size_t i = 0; i < messages.size(); ++i) {
    chat.push_back({RoleName(messages[i].role), placeholders[i].c_str()});
  }
  std::string page(text_.size() + 256 * messages.size() + 1024, '\0');
  const int32_t length = llama_chat_apply_template(text_.c_str(), chat.data(), chat.size(), true,
                                                   page.data(), static_cast<int32_t>(page.size()));
  if (length < 0 || static_cast<size_t>(length) > page.size()) {
    return Fail(
        Error::InvalidArgument("the model's chat template refuses these messages", "messages"));
  }
  page.resize(static_cast<size_t>(length));

  Prompt prompt;
  size_t at = 0;
  const auto markup = [&](size_t to) -> Status {
    const Result<Tokens> tokens = vocabulary_->TokenizeMarkup(page.substr(at, to - at));
    if (!tokens) return Fail(tokens.error());
    Append(prompt.tokens, *tokens);
    return {};
  };
  const auto bos = vocabulary_->Bos();
  for (size_t i = 0; i < messages.size(); ++i) {
    const size_t place = page.find(placeholders[i], at);
    if (place == std::string::npos) {
      return Fail(
          Error::InvalidArgument("the model's chat template leaves a message out", "messages"));
    }
    prompt.stable_tokens = prompt.tokens.size();
    if (const Status added = markup(place); !added) return Fail(added.error());
    if (i == 0 && bos && (prompt.tokens.empty() || prompt.tokens.front() != *bos)) {
      prompt.tokens.insert(prompt.tokens.begin(), *bos);
    }
    const Result<Tokens> body = Text(Content(messages[i]));
    if (!body) return Fail(body.error());
    PlaceWords(messages[i], *body, 0, prompt);
    Append(prompt.tokens, *body);
    if (messages[i].role == ChatRole::kAssistant) Append(prompt.spoken, *body);
    at = place + placeholders[i].size();
    if (LeftOpen(messages, i, end)) return prompt;
  }
  if (const Status added = markup(page.size()); !added) return Fail(added.error());
  return prompt;
}

void ChatTemplate::PlaceWords(const ChatMessage& message, const Tokens& body, size_t before,
                              Prompt& prompt) const {
  if (message.role != ChatRole::kUser) return;
  const size_t aside = std::min(message.aside, message.content.size());
  const size_t words = before + message.content.size() - aside;
  prompt.words_begin = prompt.words_end = prompt.tokens.size() + body.size();
  size_t bytes = 0;
  for (size_t i = 0; i < body.size(); ++i) {
    const size_t position = prompt.tokens.size() + i;
    if (bytes >= before) prompt.words_begin = std::min(prompt.words_begin, position);
    if (bytes >= words) prompt.words_end = std::min(prompt.words_end, position);
    bytes += vocabulary_->Piece(body[i]).size();
  }
}

Result<Tokens> ChatTemplate::Text(const std::string& text) {
  if (const auto found = remembered_.find(text); found != remembered_.end()) return found->second;
  Result<Tokens> tokens = vocabulary_->Tokenize(text);
  if (tokens) remembered_.emplace(text, *tokens);
  return tokens;
}

}  // namespace vivavoce::llm
