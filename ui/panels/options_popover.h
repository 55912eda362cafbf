// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QCheckBox;
class QLineEdit;
class QSpinBox;

namespace weft::ui {

/// What the options popover shows and changes.
struct SessionChoices {
    bool editable = true;  ///< whether there is a project that keeps the first four
    int cpuDevices = 1;
    qint64 seed = 1;
    bool softPlacement = false;
    bool strict = false;
    bool logPlacement = false;  ///< of this session only
};

/// A session's options, hanging from its bar: devices, seed, soft placement and strictness belong to
/// the project and are edits that can be undone; logging belongs to the session.
class OptionsPopover final : public QFrame {
    Q_OBJECT

public:
    explicit OptionsPopover(const SessionChoices& choices, QWidget* parent = nullptr);

    const SessionChoices& choices() const { return m_choices; }

signals:
    /// One of the project's options was changed.
    void projectChanged(const weft::ui::SessionChoices& choices);
    void logPlacementChanged(bool on);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    SessionChoices m_choices;
};

}  // namespace weft::ui
