// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/row_list.h"
#include "ui/session/step_report.h"

namespace weft::ui {

/// What a session was asked and what came of it, line by line: at most 5,000, the oldest go first.
/// Lines that only look (Kind::Result) replace each other. Equal calls in a row fold to one line with a counter; of calls by hand it keeps what each gave.
/// A model for a view. GUI thread.
class Transcript final : public RowList<TranscriptLine> {
public:
    explicit Transcript(QObject* parent = nullptr);

    void add(const std::vector<TranscriptLine>& lines);
    void clear();
    /// What each call of a folded line by hand gave, oldest first, one text a label.
    const std::vector<std::vector<QString>>& calls(int row) const;

private:
    struct Calls {
        std::vector<std::vector<QString>> values;
    };
    std::vector<Calls> m_calls;  // a line each
};

}  // namespace weft::ui
