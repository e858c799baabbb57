/** Entry of the page; everything hangs below <zicht-app>. */
import "./style.css";
import "./ui/app";
