#include "llm/language_model.h"

namespace vivavoce::llm {

const char* RoleName(ChatRole role) {
  switch (role) {
    case ChatRole::kSystem:
      return "system";
    case ChatRole::kUser:
    case ChatRole::kTool:
      return "user";
    case ChatRole::kAssistant:
      return "assistant";
  }
  return "user";
}

}  // namespace vivavoce::llm
