#include "text/written_number.h"

namespace vivavoce::text {

WrittenNumber WrittenNumberEn(const TextCursor& cursor, size_t offset) {
  size_t end = offset + cursor.DigitsAt(offset);
  std::string number(cursor.RestAfter(offset).substr(0, end - offset));
  while (cursor.At(end) == ',' && cursor.DigitsAt(end + 1) == 3 &&
         (end > offset + 3 || number.size() <= 3)) {
    number += cursor.RestAfter(end + 1).substr(0, 3);
    end += 4;
  }
  if (cursor.At(end) == '.' && cursor.DigitsAt(end + 1) > 0) {
    const size_t decimals = cursor.DigitsAt(end + 1);
    number += cursor.RestAfter(end).substr(0, decimals + 1);
    end += decimals + 1;
  }
  return {number, end - offset};
}

WrittenNumber WrittenNumberZh(const TextCursor& cursor, size_t offset) {
  size_t end = offset + cursor.DigitsAt(offset);
  std::string number(cursor.Rest().substr(offset, end - offset));
  while (cursor.At(end) == ',' && number.size() <= 15 && cursor.DigitsAt(end + 1) == 3 &&
         (end > offset + 3 || number.size() <= 3)) {
    number += cursor.Rest().substr(end + 1, 3);
    end += 4;
  }
  if (cursor.At(end) == '.') {
    const size_t decimals = cursor.DigitsAt(end + 1);
    const bool another =
        cursor.At(end + 1 + decimals) == '.' && cursor.DigitsAt(end + 2 + decimals) > 0;
    if (decimals > 0 && !another) {
      number += cursor.Rest().substr(end, decimals + 1);
      end += decimals + 1;
    }
  }
  return {number, end - offset};
}

}  // namespace vivavoce::text
