/** Entry of the page; everything hangs below <zicht-app>. */
import "./style.css";
import "./dike-space.css";
import "./water-levels.css";
import "./subsurface.css";
import "./conflicts.css";
import "./ui/app";
