#include "hearing/testing/recognizer_contract.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace vivavoce::hearing::testing {

void ExpectRecognizerContract(Recognizer& recognizer, std::span<const float> speech) {
  const auto heard = recognizer.Recognize(speech, {});
  ASSERT_TRUE(heard) << heard.error().message;
  EXPECT_FALSE(heard->text.empty());
  EXPECT_NE(heard->language, Language::kUnknown);
  EXPECT_LE(heard->mean_log_probability, 0);
  EXPECT_TRUE(heard->words.empty()) << "word times were not asked for";

  const auto nothing = recognizer.Recognize({}, {});
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->text, "");
  EXPECT_EQ(nothing->mean_log_probability, 0);
  const auto silence = recognizer.Recognize(std::vector<float>(16000, 0.0f), {});
  ASSERT_TRUE(silence);
  EXPECT_EQ(silence->text, "");

  const auto too_long = recognizer.Recognize(std::vector<float>(30 * 16000 + 1, 0.1f), {});
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(too_long.error().field, "samples");

  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> broken(speech.begin(), speech.end());
    broken[3] = bad;
    const auto refused = recognizer.Recognize(broken, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().field, "samples[3]");
  }

  RecognizeOptions cancelled;
  cancelled.cancel.Cancel();
  const auto stopped = recognizer.Recognize(speech, cancelled);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);

  const auto again = recognizer.Recognize(speech, {});
  ASSERT_TRUE(again) << "errors must not spoil later calls";
}

}  // namespace vivavoce::hearing::testing
