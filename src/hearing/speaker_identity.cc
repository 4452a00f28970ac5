#include "hearing/speaker_identity.h"

namespace vivavoce::hearing {

std::string_view SpeakerVerdictName(SpeakerVerdict verdict) {
  switch (verdict) {
    case SpeakerVerdict::kSame:
      return "same";
    case SpeakerVerdict::kNew:
      return "new";
    case SpeakerVerdict::kUnknown:
      break;
  }
  return "unknown";
}

}  // namespace vivavoce::hearing
