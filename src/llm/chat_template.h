// Messages to prompt tokens. What people wrote is tokenised apart from the template's own markers,
// so that no message can forge another (see vocabulary.h), and message by message, so that a prompt
// which continues an earlier one begins with the same tokens.
//
// ChatML (Qwen, SmolLM2 and others) is written here. For other models llama.cpp's table of known
// templates is asked, with a placeholder in the place of every message.
// No default system message is added, whatever the model's own template does.
// Thread safety: one thread.
#pragma once

#include <span>
#include <string>
#include <unordered_map>

#include "llm/language_model.h"
#include "llm/vocabulary.h"

namespace vivavoce::llm {

struct Prompt {
  Tokens tokens;
  // Tokens before the last message when that is the user's, else all: what other conversations with
  // the same persona are likely to begin with, when this is the first prompt of a session.
  size_t stable_tokens = 0;
  Tokens spoken;  // tokens of earlier assistant messages, in order
  // The words of the last user message, without its aside: tokens from `words_begin` up to `words_end`.
  size_t words_begin = 0;
  size_t words_end = 0;
};

enum class PromptEnd {
  kReply,  // closed, and a reply begun; an assistant message at the end is left open to be
           // continued
  kOpen,   // the last message is left open
};

class ChatTemplate {
 public:
  enum class Style { kChatMl, kOther };

  // kInvalidArgument when the model has no template or one that llama.cpp does not know.
  static Result<ChatTemplate> Create(const llama_model& model, const Vocabulary& vocabulary);
  // `text` stands for the model's own template; for tests.
  static Result<ChatTemplate> CreateOther(std::string text, const Vocabulary& vocabulary);

  Result<Prompt> Render(std::span<const ChatMessage> messages, PromptEnd end);
  Style style() const { return style_; }

 private:
  ChatTemplate(Style style, std::string text, const Vocabulary& vocabulary)
      : style_(style), text_(std::move(text)), vocabulary_(&vocabulary) {}

  Result<Prompt> RenderChatMl(std::span<const ChatMessage> messages, PromptEnd end);
  Result<Prompt> RenderOther(std::span<const ChatMessage> messages, PromptEnd end);
  Result<Tokens> Text(const std::string& text);  // remembered
  // Where the words of `message` are in the tokens of its body, which is to be appended to `prompt`
  // and has `before` bytes in front of its content.
  void PlaceWords(const ChatMessage& message, const Tokens& body, size_t before,
                  Prompt& prompt) const;

  Style style_;
  std::string text_;
  const Vocabulary* vocabulary_;
  llama_token im_start_ = LLAMA_TOKEN_NULL;
  llama_token im_end_ = LLAMA_TOKEN_NULL;
  std::unordered_map<std::string, Tokens> remembered_;
};

}  // namespace vivavoce::llm
