// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/document/engine_document.h"

namespace weft::ui {

class AdoptBar;
class EditController;

/// Tells the bar what is believed of the open graph, and makes the edits of what is chosen otherwise.
/// One for the window. GUI thread.
class AdoptController final : public QObject {
    Q_OBJECT

public:
    /// @param bar outlives it.
    AdoptController(AdoptBar& bar, EditController& edits);

    /// Follows a document; null: nothing is open.
    void look(const EngineDocument* document);

private:
    AdoptBar& m_bar;
    EditController& m_edits;
};

}  // namespace weft::ui
