// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <vector>

#include "ui/canvas/drag/wire_drag.h"

class QLabel;
class QListWidget;

namespace weft::ui {

/// A socket one can wire to, with its words.
struct SocketOffer {
    SocketRef socket;
    QString name;   ///< "dense  x"
    QString words;  ///< for screen readers
};

/// The first free input of a node, or its first output.
Hit firstSocket(const CanvasSnapshot& snapshot, int node, bool isOutput);
/// What fits a socket, nearest first.
std::vector<SocketOffer> partnersOf(const CanvasSnapshot& snapshot, const Hit& from,
                                    const WireCheck& check);

/// A small list over the canvas from which a socket is picked by arrows and Enter, or a click.
class SocketPicker final : public QFrame {
    Q_OBJECT

public:
    explicit SocketPicker(QWidget* parent);
    void offer(std::vector<SocketOffer> offers);
    void showAt(QPoint socket);
    /// Says why the picked one cannot be had; the list stays.
    void refuse(const QString& reason);
    /// Closes the list; the canvas has the keys again.
    void dismiss();

signals:
    void picked(const weft::ui::SocketRef& socket);
    /// Closed with nothing picked.
    void left();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void pick();
    void leave();

    std::vector<SocketOffer> m_offers;
    bool m_closed = false;
    QListWidget* m_list;
    QLabel* m_words;
};

}  // namespace weft::ui
